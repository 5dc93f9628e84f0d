// SPDX-License-Identifier: Apache-2.0
#include "daemon/event_object.h"

namespace watchbpf::daemon {

static bool is_about_map(const wb_event &event)
{
	return event.reason == WB_REASON_FOREIGN_MAP || event.reason == WB_REASON_READ_ONLY_MAP;
}

std::optional<std::string> event_owner(const wb_event &event, const EventContext &context)
{
	if (event.owner == WB_NOT_KNOWN)
		return std::nullopt;
	if (event.owner == WB_UNTRUSTED || event.owner >= context.tool_names.size())
		return "unowned";
	return context.tool_names[event.owner];
}

std::string access_word(std::uint32_t access)
{
	if (access & WB_ACCESS_OWN)
		return "own";
	if (access & WB_ACCESS_CREATE)
		return "create";
	if (access & WB_ACCESS_WRITE)
		return access & WB_ACCESS_READ ? "read-write" : "write";
	return access & WB_ACCESS_READ ? "read" : "";
}

bool is_about_used_map(const wb_event &event)
{
	return event.hook == WB_HOOK_PROGRAM_FD && is_about_map(event);
}

static std::string name_of_map(const wb_event &event)
{
	const auto name = is_about_used_map(event) ? field_text(event.path, sizeof(event.path))
						   : field_text(event.object, sizeof(event.object));
	return name.empty() ? "map" : "map " + escape_word(name);
}

std::string object_detail(const wb_event &event, const EventContext &context)
{
	const auto owner = event_owner(event, context);
	if (!owner)
		return "";
	switch (event.reason) {
	case WB_REASON_FOREIGN_MAP:
		return name_of_map(event) +
		       (*owner == "unowned" ? " is nobody's that is known" : " belongs to " + *owner);
	case WB_REASON_READ_ONLY_MAP:
		return name_of_map(event) + " of " + *owner + " is read-only for it";
	case WB_REASON_NOT_OWNER:
		return *owner == "unowned" ? "" : "belongs to " + *owner;
	}
	return "";
}

} // namespace watchbpf::daemon
