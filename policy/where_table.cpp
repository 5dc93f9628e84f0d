// SPDX-License-Identifier: Apache-2.0
#include "policy/where_table.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "policy/item_path.h"

namespace watchbpf::policy {

static void set_level(wb_level &level, std::string_view name)
{
	std::memcpy(level.name, name.data(), std::min(name.size(), sizeof(level.name) - 1));
}

std::vector<std::string> split_cgroup(std::string_view path)
{
	std::vector<std::string> levels;
	while (path.starts_with('/')) {
		path.remove_prefix(1);
		const std::size_t length = std::min(path.find('/'), path.size());
		if (length == 0)
			return {};
		levels.emplace_back(path.substr(0, length));
		path.remove_prefix(length);
	}
	return path.empty() ? levels : std::vector<std::string>{};
}

std::vector<std::string> cgroup_levels(std::string_view path)
{
	auto levels = split_cgroup(path);
	const auto fits = [](const std::string &level) { return level.size() < WB_CGROUP_BYTES; };
	if (levels.size() > WB_WHERE_LEVELS || !std::ranges::all_of(levels, fits))
		return {};
	return levels;
}

WhereTable::WhereTable(const Host &host, Generation &generation, Report &report)
    : host_(host), report_(report), records_(generation.wheres)
{
}

std::uint32_t WhereTable::add(const Tool &tool)
{
	if (!tool.where)
		return 0;
	return records_.add(compiled(*tool.where, item_of(tool) + ".where")).index;
}

wb_where WhereTable::compiled(const Where &where, const std::string &item)
{
	wb_where record{};
	if (!where.users.empty())
		record.flags |= WB_WHERE_USERS;
	if (!where.groups.empty())
		record.flags |= WB_WHERE_GROUPS;
	if (!where.cgroups.empty())
		record.flags |= WB_WHERE_CGROUP;
	if (!where.units.empty())
		record.flags |= WB_WHERE_UNIT;
	if (where.host)
		record.flags |= WB_WHERE_HOST;
	add_ids(where.users, host_.user_id, record.users, item + ".users", "user");
	add_ids(where.groups, host_.group_id, record.groups, item + ".groups", "group");
	if (fits(where.units, WB_WHERE_UNITS, item + ".unit", "units"))
		for (std::size_t i = 0; i < where.units.size(); i++)
			set_level(record.units[i], where.units[i].text);
	if (fits(where.cgroups, WB_WHERE_CGROUPS, item + ".cgroup", "cgroups"))
		for (std::size_t i = 0; i < where.cgroups.size(); i++) {
			const auto levels = cgroup_levels(where.cgroups[i].text);
			record.depths[i] = static_cast<__u32>(levels.size());
			for (std::size_t level = 0; level < levels.size(); level++)
				set_level(record.cgroups[i][level], levels[level]);
		}
	return record;
}

void WhereTable::add_ids(const std::vector<Word> &words, const Number &number, std::span<__u32> ids,
			 const std::string &item, std::string_view what)
{
	std::ranges::fill(ids, WB_NO_ID);
	if (!fits(words, ids.size(), item, std::string(what) + "s"))
		return;
	std::size_t count = 0;
	for (const Word &word : words) {
		const auto id = number ? number(word.text) : failure("names are not resolved here");
		if (id)
			ids[count++] = *id;
		else
			report_.error(word.place, item, "unknown-" + std::string(what), id.error().message,
				      id.error().hint);
	}
}

bool WhereTable::fits(const std::vector<Word> &words, std::size_t most, const std::string &item,
		      std::string_view what)
{
	if (words.size() <= most)
		return true;
	report_.error(words[most].place, item, "too-many",
		      std::to_string(words.size()) + " " + std::string(what) + ", a tool can have " +
			  std::to_string(most),
		      "use a group, a slice or a second tool");
	return false;
}

} // namespace watchbpf::policy
