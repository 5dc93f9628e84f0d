// SPDX-License-Identifier: Apache-2.0
// `where` -> the records that exec holds a task against.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "policy/compiler.h"
#include "policy/report.h"
#include "policy/shared_records.h"

namespace watchbpf::policy {

// Valid while everything it was given lives.
class WhereTable {
public:
	// Puts the record of "anywhere" first.
	WhereTable(const Host &host, Generation &generation, Report &report);

	// The index of the tool's record in generation.wheres; equal ones share one.
	std::uint32_t add(const Tool &tool);

private:
	using Number = std::function<Result<std::uint32_t>(const std::string &name)>;

	wb_where compiled(const Where &where, const std::string &item);
	// One id for each word; the rest of `ids` is WB_NO_ID.
	void add_ids(const std::vector<Word> &words, const Number &number, std::span<__u32> ids,
		     const std::string &item, std::string_view what);
	bool fits(const std::vector<Word> &words, std::size_t most, const std::string &item,
		  std::string_view what);

	const Host &host_;
	Report &report_;
	SharedRecords<wb_where> records_;
};

// "/a/b" as levels; empty: the root, not absolute, or not in its shortest form.
std::vector<std::string> split_cgroup(std::string_view path);
// The same of a cgroup that a policy can name; empty as well: a level longer
// than a record takes, or more of them than WB_WHERE_LEVELS.
std::vector<std::string> cgroup_levels(std::string_view path);

} // namespace watchbpf::policy
