// SPDX-License-Identifier: Apache-2.0
// A name that no task can ever have would keep a tool out without a word, so
// each is held against the form that the kernel or systemd gives it.
#include "policy/reader_where.h"

#include <algorithm>
#include <filesystem>

#include "policy/reader_value.h"
#include "policy/text.h"
#include "policy/where_table.h"

namespace watchbpf::policy {

namespace {

constexpr std::string_view kLaterKeys[] = {"pod", "namespace", "label"};

bool is_digit(char letter)
{
	return letter >= '0' && letter <= '9';
}

bool is_lower(char letter)
{
	return (letter >= 'a' && letter <= 'z') || letter == '_';
}

// "0x10", "1e3" and "010" are numbers to some and names to others: refused.
bool is_id(std::string_view text)
{
	const auto number = number_of(std::string(text));
	return number && *number <= kLargestId && (text == "0" || text[0] != '0');
}

bool is_name(std::string_view text)
{
	if (text.empty() || text.size() > kLongestIdName || !is_lower(text[0]))
		return false;
	if (text.ends_with('$'))
		text.remove_suffix(1);
	return std::ranges::all_of(text, [](char letter) {
		return is_lower(letter) || is_digit(letter) || letter == '.' || letter == '-';
	});
}

// `what`: user or group.
CheckWord id_check(const std::string &what)
{
	return [what](const YamlItem &item, std::string_view word) {
		if (is_id(word) || is_name(word))
			return true;
		const bool number = !word.empty() && std::ranges::all_of(word, is_digit);
		item.error(what, in_quotes(word) + " is no name of a " + what + " and no number of one",
			   number
			       ? "numbers go from 0 to " + std::to_string(kLargestId) + " and start with no 0"
			       : "write a name as `getent " + (what == "user" ? "passwd" : what) +
				     "` shows it, in lower case, or its number");
		return false;
	};
}

std::string cgroup_problem(std::string_view path)
{
	if (printable(path) != path)
		return "contains a character that cannot be printed";
	if (!path.starts_with('/'))
		return "is not absolute";
	if (path == "/")
		return "is every task's";
	// First, because a level costs std::filesystem a hundred times its bytes.
	if (std::ranges::count(path, '/') > WB_WHERE_LEVELS)
		return "has more than " + std::to_string(WB_WHERE_LEVELS) + " levels";
	if (path.ends_with('/') || std::filesystem::path(path).lexically_normal() != path)
		return "is not in its shortest form";
	return cgroup_levels(path).empty()
		   ? "has a level of more than " + std::to_string(WB_CGROUP_BYTES - 1) + " bytes"
		   : "";
}

bool check_cgroup(const YamlItem &item, std::string_view path)
{
	const std::string problem = cgroup_problem(path);
	if (problem.empty())
		return true;
	item.error("cgroup", "cgroup " + in_quotes(path) + " " + problem,
		   path == "/" ? "remove it; 'host: true' leaves containers out"
			       : "write it as `cat /proc/PID/cgroup` shows it behind '0::', such as "
				 "'/user.slice'; what is below it counts too");
	return false;
}

std::string unit_problem(std::string_view name)
{
	if (printable(name) != name)
		return "contains a character that cannot be printed";
	if (name.contains('/'))
		return "is a path";
	if (name.size() >= WB_CGROUP_BYTES)
		return "has more than " + std::to_string(WB_CGROUP_BYTES - 1) + " bytes";
	const bool known = std::ranges::any_of(kUnitTypes, [&](std::string_view type) {
		return name.size() > type.size() && name.ends_with(type);
	});
	return known ? "" : "is of no kind of unit that runs programs";
}

bool check_unit(const YamlItem &item, std::string_view name)
{
	const std::string problem = unit_problem(name);
	if (problem.empty())
		return true;
	item.error("unit", "unit " + in_quotes(name) + " " + problem,
		   name.ends_with(".slice") || name.starts_with('/')
		       ? "a slice or a path is a cgroup: write 'cgroup: /NAME.slice'"
		       : "write the unit's full name, such as 'ssh.service'; it ends in one of " +
			     listed(kUnitTypes));
	return false;
}

} // namespace

std::optional<Where> read_where(const YamlItem &item)
{
	Where where;
	const Key keys[] = {
	    {"users", [&](const YamlItem &value) { where.users = read_words(value, id_check("user")); }},
	    {"groups", [&](const YamlItem &value) { where.groups = read_words(value, id_check("group")); }},
	    {"cgroup", [&](const YamlItem &value) { where.cgroups = read_words(value, check_cgroup); }},
	    {"unit", [&](const YamlItem &value) { where.units = read_words(value, check_unit); }},
	    {"host", [&](const YamlItem &value) { where.host = read_flag(value).value_or(false); }},
	};

	where.place = item.key_place();
	if (!read_mapping(item, keys, kLaterKeys))
		return std::nullopt;
	if (item.node().children.empty())
		item.error("missing-key", "'where' is empty: the tool would count everywhere",
			   "write 'users:', 'groups:', 'cgroup:', 'unit:' or 'host:' below it, or remove it");
	return where;
}

} // namespace watchbpf::policy
