// SPDX-License-Identifier: Apache-2.0
#include "daemon/object_rights.h"

#include <linux/bpf.h>

#include <algorithm>
#include <cstring>

#include "bpf/reach.h"
#include "daemon/event_format.h"

namespace watchbpf::daemon {

static std::string name_of(const wb_tool &tool)
{
	return std::string(field_text(tool.name, sizeof(tool.name)));
}

static const wb_reach *reach_of(const policy::Generation &generation, std::uint32_t tool)
{
	const std::uint32_t index = generation.tools[tool].reach;
	return index && index < generation.reaches.size() ? &generation.reaches[index] : nullptr;
}

static bool writes_others(const wb_reach &reach)
{
	return std::ranges::any_of(reach.links_of, [](std::uint32_t owner) { return owner != 0; }) ||
	       std::ranges::any_of(reach.rules,
				   [](const wb_map_rule &rule) { return rule.access & WB_ACCESS_WRITE; });
}

ObjectRights::ObjectRights(const policy::Generation &generation) : generation_(generation)
{
	for (std::uint32_t tool = WB_UNTRUSTED + 1; tool < generation.tools.size(); tool++) {
		const wb_reach *reach = reach_of(generation, tool);
		if (reach && writes_others(*reach))
			reaching_.push_back(tool);
	}
}

static bool is_outer_map(const wb_shown &object)
{
	return object.kind == WB_OBJECT_MAP &&
	       (object.type == BPF_MAP_TYPE_ARRAY_OF_MAPS || object.type == BPF_MAP_TYPE_HASH_OF_MAPS);
}

bool ObjectRights::may_write(std::uint32_t tool, const wb_shown &object) const
{
	const wb_tool &rule = generation_.tools[tool];
	const wb_reach *reach = reach_of(generation_, tool);
	if (object.kind != WB_OBJECT_MAP)
		return rule.flags & WB_TOOL_PROGRAMS &&
		       wb_access_to_link(reach, tool, object.owner) & WB_ACCESS_WRITE;
	wb_map_name name{};
	std::memcpy(name.name, object.name, sizeof(name.name));
	std::uint32_t access = wb_access_to_map(&rule, reach, tool, object.owner, &name);
	if (is_outer_map(object))
		access =
		    wb_access_to_outer_map(reach, wb_owns(tool, object.owner) && !object.earlier, access);
	return access & WB_ACCESS_WRITE;
}

const std::vector<std::string> &ObjectRights::writers(const wb_shown &object)
{
	static const std::vector<std::string> kNobody;
	// A link of which nothing is known counts as watchbpf's.
	const bool unknown_link = object.kind == WB_OBJECT_LINK && !(object.flags & WB_SHOWN_RECORDED);
	if (object.flags & WB_SHOWN_OWN || unknown_link)
		return kNobody;
	const bool is_map = object.kind == WB_OBJECT_MAP;
	const auto name = is_map ? field_text(object.name, sizeof(object.name)) : std::string_view();
	const auto [at, is_new] =
	    known_.try_emplace({is_map, is_outer_map(object), object.owner, std::string(name)});
	std::vector<std::string> &names = at->second;
	if (!is_new)
		return names;
	const bool has_owner = object.owner != WB_UNTRUSTED && object.owner < generation_.tools.size();
	if (has_owner && may_write(object.owner, object))
		names.push_back(name_of(generation_.tools[object.owner]));
	for (const std::uint32_t tool : reaching_)
		if (tool != object.owner && may_write(tool, object))
			names.push_back(name_of(generation_.tools[tool]));
	return names;
}

std::vector<std::string> ObjectRights::only_reported() const
{
	std::vector<std::string> names;
	for (std::uint32_t tool = WB_UNTRUSTED + 1; tool < generation_.tools.size(); tool++)
		if (generation_.tools[tool].flags & (WB_TOOL_AUDIT | WB_TOOL_AUDIT_MAPS))
			names.push_back(name_of(generation_.tools[tool]));
	return names;
}

} // namespace watchbpf::daemon
