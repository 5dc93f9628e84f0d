// SPDX-License-Identifier: Apache-2.0
// What a tool may do with the maps and links of others -> the records that objects are held against.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/compiler.h"
#include "policy/report.h"
#include "policy/shared_records.h"

namespace watchbpf::policy {

// Valid while everything it was given lives.
class ReachTable {
public:
	// Puts the record of "its own" first.
	ReachTable(const Policy &policy, Generation &generation, Report &report);

	// The index of the tool's record in generation.reaches; equal ones share one.
	std::uint32_t add(const Tool &tool);

private:
	void add_rules(const Tool &tool, wb_reach &reach);
	void add_links(const Tool &tool, wb_reach &reach);
	// Reports, and returns 0, which names nobody, where there is no such owner.
	std::uint32_t owner(const Tool &tool, const std::string &name, const Place &place,
			    const std::string &item);

	const Policy &policy_;
	Report &report_;
	std::unordered_map<std::string_view, std::uint32_t> tools_;
	SharedRecords<wb_reach> records_;
};

// The rules as the kernel asks them, the first that matches: whoever is named before
// anybody, a whole name before a beginning, and a long one before a short one.
std::vector<const MapRule *> in_order(const std::vector<MapRule> &rules);

// A name as the kernel keeps it: cut, and filled with NULs.
wb_map_name map_name_of(std::string_view name);

// `owner`: a tool's index, WB_NO_OWNER or WB_ANY_OWNER.
wb_map_rule map_rule_of(const MapRule &rule, std::uint32_t owner);

} // namespace watchbpf::policy
