// SPDX-License-Identifier: Apache-2.0
// Rules for maps of others that give everything away, or give nothing.
#include <unordered_map>

#include "policy/lint_rules.h"
#include "policy/reach_table.h"
#include "policy/reader_maps.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

std::string item_of_rule(const Tool &tool, const MapRule &rule)
{
	const bool all = rule.name == kAnybody;
	return item_of(tool) + ".maps.others." + printable(rule.owner) +
	       (all ? "" : "." + printable(rule.name));
}

void check_width(const Tool &tool, const MapRule &rule, Report &report)
{
	if (rule.owner == kAnybody && rule.name == kAnybody && rule.access & WB_ACCESS_WRITE)
		report.warning(place_or(rule.place, tool.place), item_of_rule(tool, rule), "wide-maps",
			       "tool may write every map of every tool",
			       "name the owners, and the maps: 'bob: {ct_map_tcp4: rw}'");
}

// Every name that the second one matches, the first one does. The last byte is always NUL.
bool covers(const MapRule &first, const MapRule &second)
{
	const wb_map_rule a = map_rule_of(first, 0), b = map_rule_of(second, 0);
	for (std::size_t i = 0; i < kLongestMapName; i++)
		if ((a.mask.name[i] & ~b.mask.name[i]) ||
		    ((a.name.name[i] ^ b.name.name[i]) & a.mask.name[i]))
			return false;
	return first.owner == second.owner;
}

void check_order(const Tool &tool, Report &report)
{
	const auto rules = in_order(tool.maps.others);
	for (std::size_t i = 0; i < rules.size(); i++)
		for (std::size_t j = 0; j < i; j++)
			if (covers(*rules[j], *rules[i])) {
				report.warning(place_or(rules[i]->place, tool.place),
					       item_of_rule(tool, *rules[i]), "shadowed",
					       "rule has no effect: what it matches, the rule for " +
						   in_quotes(rules[j]->name) + " matches before",
					       "remove one of the two");
				break;
			}
}

// Of a tool that is adopted, maps from before count, whatever it may create now.
bool has_no_maps(const Tool &tool)
{
	return !(tool.maps.use && tool.maps.creates.any()) && !tool.adopt;
}

} // namespace

void lint_objects(const Policy &policy, Report &report)
{
	std::unordered_map<std::string_view, const Tool *> tools;
	for (const Tool &tool : policy.tools)
		tools.emplace(tool.name, &tool);
	for (const Tool &tool : policy.tools) {
		// The compiler reports these; to hold each against each could take for ever.
		if (tool.maps.others.size() > WB_MAP_RULES)
			continue;
		check_order(tool, report);
		for (const MapRule &rule : tool.maps.others) {
			check_width(tool, rule, report);
			if (const auto owner = tools.find(rule.owner);
			    owner != tools.end() && has_no_maps(*owner->second))
				report.warning(place_or(rule.place, tool.place), item_of_rule(tool, rule),
					       "never-matches",
					       "tool " + in_quotes(rule.owner) + " can create no maps",
					       "remove the rule, or let that tool create some");
		}
	}
}

} // namespace watchbpf::policy
