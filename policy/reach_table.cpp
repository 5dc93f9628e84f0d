// SPDX-License-Identifier: Apache-2.0
#include "policy/reach_table.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "policy/item_path.h"
#include "policy/text.h"
#include "policy/vocabulary.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

std::vector<const MapRule *> in_order(const std::vector<MapRule> &rules)
{
	std::vector<const MapRule *> ordered;
	for (const MapRule &rule : rules)
		ordered.push_back(&rule);
	const auto rank = [](const MapRule *rule) {
		return std::tuple(rule->owner == kAnybody, rule->name.ends_with('*'),
				  -static_cast<std::ptrdiff_t>(rule->name.size()));
	};
	std::ranges::stable_sort(ordered, {}, rank);
	return ordered;
}

wb_map_name map_name_of(std::string_view name)
{
	wb_map_name record{};
	name.copy(record.name, sizeof(record.name) - 1);
	return record;
}

wb_map_rule map_rule_of(const MapRule &rule, std::uint32_t owner)
{
	const bool is_start = rule.name.ends_with('*');
	const std::string_view name = std::string_view(rule.name).substr(0, rule.name.size() - is_start);
	wb_map_rule record{};

	record.owner = owner;
	record.access = rule.access;
	record.name = map_name_of(name);
	// Of a whole name, the NULs behind it are compared too.
	const std::size_t compared =
	    is_start ? std::min(name.size(), sizeof(record.mask.name) - 1) : sizeof(record.mask.name);
	std::memset(record.mask.name, 0xff, compared);
	return record;
}

ReachTable::ReachTable(const Policy &policy, Generation &generation, Report &report)
    : policy_(policy), report_(report), records_(generation.reaches)
{
	tools_.emplace(kUnowned, WB_NO_OWNER);
	tools_.emplace(kAnybody, WB_ANY_OWNER);
	std::uint32_t index = WB_UNTRUSTED;
	for (const Tool &tool : policy.tools)
		tools_.emplace(tool.name, ++index);
}

std::uint32_t ReachTable::add(const Tool &tool)
{
	wb_reach reach{};
	if (tool.maps.use) {
		reach.creates = tool.maps.creates.to_ullong();
		add_rules(tool, reach);
	}
	add_links(tool, reach);

	static constexpr wb_reach kNothing{};
	return std::memcmp(&reach, &kNothing, sizeof(reach)) ? records_.add(reach).index : 0;
}

void ReachTable::add_rules(const Tool &tool, wb_reach &reach)
{
	const std::vector<MapRule> &rules = tool.maps.others;
	const std::string item = item_of(tool) + ".maps.others";
	if (rules.size() > WB_MAP_RULES) {
		report_.error(rules[WB_MAP_RULES].place, item, "too-many",
			      std::to_string(rules.size()) + " rules for maps of others, a tool can have " +
				  std::to_string(WB_MAP_RULES),
			      "name several maps at once by how they begin: 'ct_*'");
		return;
	}
	std::unordered_map<std::string_view, std::uint32_t> owners; // each is looked for once
	for (const MapRule &rule : rules)
		if (!owners.contains(rule.owner))
			owners.emplace(rule.owner, owner(tool, rule.owner, rule.owner_place, item));
	std::size_t next = 0;
	for (const MapRule *rule : in_order(rules)) {
		reach.rules[next++] = map_rule_of(*rule, owners.at(rule->owner));
		reach.reads_only |= rule->access == WB_ACCESS_READ;
	}
}

void ReachTable::add_links(const Tool &tool, wb_reach &reach)
{
	const std::vector<Word> &owners = tool.links.owners;
	const std::string item = item_of(tool) + ".links";
	if (owners.size() > WB_LINK_OWNERS) {
		report_.error(owners[WB_LINK_OWNERS].place, item, "too-many",
			      std::to_string(owners.size()) + " owners of links, a tool can have " +
				  std::to_string(WB_LINK_OWNERS),
			      "write 'links: all' if it may change everybody's");
		return;
	}
	if (tool.links.all) {
		reach.links_of[0] = WB_ANY_OWNER;
		return;
	}
	std::size_t next = 0;
	for (const Word &word : owners)
		reach.links_of[next++] = owner(tool, word.text, word.place, item);
}

std::uint32_t ReachTable::owner(const Tool &tool, const std::string &name, const Place &place,
				const std::string &item)
{
	if (name == tool.name) {
		report_.error(place, item, "owner",
			      "tool " + in_quotes(name) + " names itself, as if it were another one",
			      "remove it: what is its own it may use anyway");
		return 0;
	}
	if (const auto found = tools_.find(name); found != tools_.end())
		return found->second;
	std::vector<std::string_view> known = {kUnowned};
	for (const Tool &other : policy_.tools)
		if (&other != &tool)
			known.push_back(other.name);
	const auto meant = name == "untrusted" ? std::string(kUnowned) : closest(name, known);
	report_.error(place, item, "unknown-tool", "no tool " + in_quotes(name) + " in the policy",
		      meant ? "did you mean '" + *meant + "'?" : "known: " + listed(known));
	return 0;
}

} // namespace watchbpf::policy
