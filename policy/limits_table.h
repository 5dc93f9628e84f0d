// SPDX-License-Identifier: Apache-2.0
// What a tool's programs must keep to -> the records that loads are held against.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/compiler.h"
#include "policy/report.h"
#include "policy/shared_records.h"

namespace watchbpf::policy {

// Valid while everything it was given lives.
class LimitsTable {
public:
	// Puts the record of "none" first.
	LimitsTable(const Host &host, Generation &generation, Report &report);

	// The index of the tool's record in generation.limits; equal ones share one.
	std::uint32_t add(const Tool &tool);
	// Once, after the last tool: sorts the kfuncs.
	void finish();

private:
	using Kfuncs = std::vector<std::uint32_t>;

	wb_limits compiled(const ProgramLimits &limits, const std::string &item);
	void add_targets(const std::vector<Word> &targets, wb_limits &record, const std::string &item);
	Kfuncs numbers_of(const std::vector<Word> &kfuncs, const std::string &item);

	const Host &host_;
	Generation &generation_;
	Report &report_;
	SharedRecords<wb_limits, Kfuncs> records_;
};

// "vfs_read", or "vfs_*" for all that start so; cut to what a record holds.
wb_target_rule target_rule_of(std::string_view target);

} // namespace watchbpf::policy
