// SPDX-License-Identifier: Apache-2.0
#include "policy/question_object.h"

#include <linux/bpf.h>

#include "bpf/reach.h"
#include "policy/reach_table.h"

namespace watchbpf::policy {

namespace {

// A tool's records, as the kernel side finds them.
struct Records {
	Records(const Generation &generation, std::uint32_t tool)
	{
		if (tool < generation.tools.size())
			rule = &generation.tools[tool];
		if (rule && rule->reach < generation.reaches.size())
			reach = &generation.reaches[rule->reach];
	}

	const wb_tool *rule = nullptr;
	const wb_reach *reach = nullptr;
};

// WB_ACCESS_… that a command on an fd of a map takes.
std::uint32_t access_of_command(std::uint32_t command)
{
	switch (command) {
	case BPF_MAP_LOOKUP_ELEM:
	case BPF_MAP_GET_NEXT_KEY:
	case BPF_MAP_LOOKUP_BATCH:
		return WB_ACCESS_READ;
	case BPF_MAP_UPDATE_ELEM:
	case BPF_MAP_DELETE_ELEM:
	case BPF_MAP_UPDATE_BATCH:
	case BPF_MAP_DELETE_BATCH:
	case BPF_OBJ_PIN:
		return WB_ACCESS_WRITE;
	case BPF_MAP_LOOKUP_AND_DELETE_ELEM:
	case BPF_MAP_LOOKUP_AND_DELETE_BATCH:
		return WB_ACCESS_READ_WRITE;
	case BPF_MAP_FREEZE:
		return WB_ACCESS_OWN;
	default:
		return 0;
	}
}

wb_object_facts facts_of(wb_object_kind kind, std::uint32_t tool, std::uint32_t owner, std::uint32_t asked,
			 std::uint32_t allowed)
{
	wb_object_facts facts{};
	facts.kind = kind;
	facts.owner = owner;
	facts.owned = static_cast<__u32>(wb_owns(tool, owner));
	facts.asked = asked;
	facts.allowed = allowed;
	return facts;
}

wb_object_facts map_facts(const ObjectQuestion &object, std::uint32_t asked, std::uint32_t tool,
			  const Generation &generation)
{
	const Records records(generation, tool);
	const std::uint32_t owner = object.owner.value_or(tool);
	const wb_map_name name = map_name_of(object.map);
	const std::uint32_t allowed = wb_access_to_map(records.rule, records.reach, tool, owner, &name);
	return facts_of(WB_OBJECT_MAP, tool, owner, asked, allowed);
}

// Of programs and links, "write" stands for all that changes them.
wb_object_facts link_facts(const ObjectQuestion &object, wb_object_kind kind, std::uint32_t tool,
			   const Generation &generation)
{
	const std::uint32_t owner = object.owner.value_or(tool);
	const std::uint32_t allowed = wb_access_to_link(Records(generation, tool).reach, tool, owner);
	return facts_of(kind, tool, owner, WB_ACCESS_WRITE, allowed);
}

} // namespace

std::uint32_t map_type_asked(const ObjectQuestion &object)
{
	return object.map_type.value_or(BPF_MAP_TYPE_HASH);
}

wb_object_kind kind_of_object(std::uint32_t command, Pinned pinned)
{
	switch (command) {
	case BPF_MAP_GET_FD_BY_ID:
		return WB_OBJECT_MAP;
	case BPF_PROG_GET_FD_BY_ID:
	case BPF_PROG_ATTACH: // in the place of another one
	case BPF_PROG_DETACH:
	case BPF_PROG_BIND_MAP:
		return WB_OBJECT_PROGRAM;
	case BPF_LINK_UPDATE:
	case BPF_LINK_DETACH:
	case BPF_LINK_GET_FD_BY_ID:
	case BPF_ITER_CREATE:
		return WB_OBJECT_LINK;
	case BPF_OBJ_PIN:
	case BPF_OBJ_GET:
		return pinned == Pinned::kMap       ? WB_OBJECT_MAP
		       : pinned == Pinned::kProgram ? WB_OBJECT_PROGRAM
						    : WB_OBJECT_LINK;
	default:
		return access_of_command(command) ? WB_OBJECT_MAP : WB_OBJECT_NONE;
	}
}

wb_object_facts object_of_command(const ObjectQuestion &object, std::uint32_t command, std::uint32_t tool,
				  const Generation &generation)
{
	const wb_object_kind kind = kind_of_object(command, object.pinned);
	// Only a number or a path is known yet; the fd's hook sees what it leads to.
	if (command == BPF_MAP_GET_FD_BY_ID || command == BPF_PROG_GET_FD_BY_ID || command == BPF_OBJ_GET)
		return {};
	if (command == BPF_MAP_CREATE)
		return facts_of(WB_OBJECT_MAP, tool, tool, WB_ACCESS_CREATE,
				wb_access_to_type(Records(generation, tool).reach, map_type_asked(object)));
	if (command == BPF_PROG_ATTACH && !object.owner)
		return {};
	if (kind == WB_OBJECT_MAP)
		return map_facts(object, access_of_command(command), tool, generation);
	return kind == WB_OBJECT_NONE ? wb_object_facts{} : link_facts(object, kind, tool, generation);
}

wb_object_facts object_of_fd(const ObjectQuestion &object, wb_hook hook, std::uint32_t command,
			     std::uint32_t tool, const Generation &generation)
{
	// What is made just now is its maker's.
	if (command == BPF_MAP_CREATE)
		return map_facts({}, object.access, tool, generation);
	if (command == BPF_PROG_LOAD)
		return link_facts({}, WB_OBJECT_PROGRAM, tool, generation);
	return hook == WB_HOOK_MAP_FD ? map_facts(object, object.access, tool, generation)
				      : link_facts(object, WB_OBJECT_PROGRAM, tool, generation);
}

std::uint32_t map_refused_of(const ObjectQuestion &object, std::uint32_t tool, const Generation &generation)
{
	if (!object.owner)
		return 0;
	const wb_object_facts facts = map_facts(object, object.access, tool, generation);
	return facts.asked & ~facts.allowed;
}

std::string object_text(const Policy &policy, const ObjectQuestion &object)
{
	if (!object.owner)
		return object.map;
	const bool known = *object.owner != WB_UNTRUSTED && *object.owner <= policy.tools.size();
	const std::string owner = known ? policy.tools[*object.owner - 1].name : std::string(kUnowned);
	return object.map.empty() ? owner : object.map + " of " + owner;
}

} // namespace watchbpf::policy
