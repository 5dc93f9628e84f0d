// SPDX-License-Identifier: Apache-2.0
#include "policy/advice_object.h"

#include <linux/bpf.h>

#include <algorithm>

#include "bpf/vocabulary.h"
#include "policy/item_path.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

bool is_foreign(const Question &question)
{
	return question.object.owner && *question.object.owner != question.tool;
}

std::string owner_word(const Policy &policy, const Question &question)
{
	const std::uint32_t owner = question.object.owner.value_or(question.tool);
	return owner == WB_UNTRUSTED ? std::string(kUnowned) : tool_word(policy, owner);
}

bool only_reads(const Question &question)
{
	switch (question.command) {
	case BPF_MAP_LOOKUP_ELEM:
	case BPF_MAP_GET_NEXT_KEY:
	case BPF_MAP_LOOKUP_BATCH:
		return true;
	case BPF_PROG_LOAD:
	case BPF_MAP_GET_FD_BY_ID:
	case BPF_OBJ_GET:
		return question.object.access == WB_ACCESS_READ;
	default:
		return false;
	}
}

// In the words of the mapping, for this map alone if its name is known.
std::string grant(Policy &policy, Tool &tool, const Question &question)
{
	const std::string owner = owner_word(policy, question);
	const std::string name = question.object.map.empty() ? std::string(kAnybody) : question.object.map;
	const std::uint32_t access = only_reads(question) ? WB_ACCESS_READ : WB_ACCESS_READ_WRITE;
	const std::string word = access == WB_ACCESS_READ ? "ro" : "rw";
	auto &rules = tool.maps.others;
	const auto rule = std::ranges::find_if(
	    rules, [&](const MapRule &each) { return each.owner == owner && each.name == name; });
	if (rule != rules.end())
		rule->access = access;
	else
		rules.push_back(
		    {.owner = owner, .name = name, .access = access, .owner_place = {}, .place = {}});
	return question.object.map.empty() ? owner + ": " + word : owner + ": {" + name + ": " + word + "}";
}

std::string change_type(Tool &tool, const Question &question)
{
	const std::uint32_t type = map_type_asked(question.object);
	// No policy can name it.
	if (type >= tool.maps.creates.size() || !(WB_ALL_MAP_TYPES >> type & 1))
		return {};
	tool.maps.creates.set(type);
	return "add '" + map_type_name(type) + "' to " + item_of(tool) + ".maps.create";
}

} // namespace

std::string change_maps(Policy &policy, const Question &question, std::uint8_t reason)
{
	Tool &tool = policy.tools[question.tool - 1];
	const std::string item = item_of(tool);
	const bool used = tool.maps.use;

	tool.maps.use = true;
	switch (reason) {
	case WB_REASON_MAP_TYPE:
		return change_type(tool, question);
	case WB_REASON_FOREIGN_MAP:
	case WB_REASON_READ_ONLY_MAP:
		return "write '" + grant(policy, tool, question) + "' in " + item + ".maps.others";
	case WB_REASON_NO_MAPS:
		if (used)
			return {};
		if (is_foreign(question))
			return "write 'maps: {others: {" + grant(policy, tool, question) + "}}' in " + item;
		tool.maps.creates = MapTypes(WB_ALL_MAP_TYPES);
		return "write 'maps: true' in " + item;
	default: // WB_REASON_NOT_OWNER: freezing
		return {};
	}
}

std::string change_links(Policy &policy, const Question &question)
{
	if (!is_foreign(question))
		return {};
	Tool &tool = policy.tools[question.tool - 1];
	const std::string owner = owner_word(policy, question);
	tool.links.owners.push_back({owner, {}});
	return "add '" + owner + "' to " + item_of(tool) + ".links";
}

std::string change_introspection(Tool &tool)
{
	tool.introspection = true;
	return "remove 'introspection: false' from " + item_of(tool);
}

} // namespace watchbpf::policy
