// SPDX-License-Identifier: Apache-2.0
#include "daemon/event_format.h"

#include <linux/bpf.h>

#include <cstring>

#include "daemon/event_lines.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

std::string_view field_text(const char *field, std::size_t size)
{
	return {field, strnlen(field, size)};
}

std::string escape_word(std::string_view name)
{
	static constexpr char kHex[] = "0123456789abcdef";
	std::string escaped;
	for (const char character : name) {
		const auto byte = static_cast<unsigned char>(character);
		if (byte > ' ' && byte < 0x7f && byte != '\\') {
			escaped += character;
			continue;
		}
		escaped += "\\x";
		escaped += kHex[byte >> 4];
		escaped += kHex[byte & 15];
	}
	return escaped.empty() ? "-" : escaped;
}

std::string event_operation(const wb_event &event)
{
	switch (event.hook) {
	case WB_HOOK_EXEC:
		return "exec";
	case WB_HOOK_COMMAND:
		return policy::command_word(event.command);
	case WB_HOOK_LOAD:
		return "load";
	case WB_HOOK_MAP_FD:
		return "map-fd";
	case WB_HOOK_PROGRAM_FD:
		// A load ends here: only now is it known what the program does.
		return event.command == BPF_PROG_LOAD ? "load" : "program-fd";
	case WB_HOOK_SYSCTL:
		return "sysctl";
	case WB_HOOK_TRACE:
		return "trace";
	case WB_HOOK_RECEIVE:
		return "receive";
	case WB_HOOK_MAPPING:
		return "mmap";
	case WB_HOOK_PIN_OPEN:
		return "open-pin";
	case WB_HOOK_PIN_REMOVE:
		return "remove-pin";
	case WB_HOOK_SOCKET:
		return "attach-socket";
	case WB_HOOK_DEVICE:
		return "attach-device";
	case WB_HOOK_NETLINK:
		return "netlink";
	}
	return "hook-" + std::to_string(event.hook);
}

static bool is_load(const wb_event &event)
{
	return event.hook == WB_HOOK_LOAD || event.command == BPF_PROG_LOAD;
}

// An exec decides nothing yet: it tells what the task may do from now on.
static std::string exec_action(const wb_event &event, bool audit)
{
	const auto denied = [&](std::uint32_t reporting_flags) {
		return audit || event.tool_flags & reporting_flags ? "WouldDeny" : "Denied";
	};
	// A task without its mark is of no tool: the tool's own audit does not cover it.
	if (event.action != WB_ALLOW)
		return std::string("BPF") + denied(0);
	return std::string("Prog") +
	       (event.tool_flags & WB_TOOL_PROGRAMS ? "Approved"
						    : denied(WB_TOOL_AUDIT | WB_TOOL_AUDIT_PROGRAMS)) +
	       ",Maps" +
	       (event.tool_flags & WB_TOOL_MAPS ? "Approved" : denied(WB_TOOL_AUDIT | WB_TOOL_AUDIT_MAPS));
}

std::string event_action(const wb_event &event, bool audit)
{
	if (event.hook == WB_HOOK_EXEC)
		return exec_action(event, audit);
	if (event.action == WB_ALLOW)
		return "Approved";
	const char *denied = event.action == WB_WOULD_DENY ? "WouldDeny" : "Denied";
	return is_load(event) && event.reason == WB_REASON_UNTRUSTED ? std::string("BPF") + denied : denied;
}

std::string event_tool(const wb_event &event, const EventContext &context)
{
	if (event.tool == WB_UNTRUSTED || event.tool >= context.tool_names.size())
		return {};
	return context.tool_names[event.tool];
}

std::string format_event(const wb_event &event, const EventContext &context, OutputFormat format)
{
	return format == OutputFormat::kJson ? json_line(event, context) : text_line(event, context);
}

std::string format_losses(const Losses &losses, OutputFormat format)
{
	return format == OutputFormat::kJson ? json_losses(losses) : text_losses(losses);
}

} // namespace watchbpf::daemon
