// SPDX-License-Identifier: Apache-2.0
// Tools that no task can be: not dangerous, but whoever wrote them believes that
// they work.
#include <algorithm>

#include "policy/lint_rules.h"
#include "policy/text.h"
#include "policy/where_table.h"

namespace watchbpf::policy {

namespace {

// The other identities' files are there, or the compiler reported them.
void check_absent(const Tool &tool, const Host &host, Report &report)
{
	const auto absent = [&](const Identity &identity) {
		return identity.optional && !identity.digest && !host.exists(identity.path);
	};
	if (host.exists && !tool.identities.empty() && std::ranges::all_of(tool.identities, absent))
		report.warning(tool.place, item_of(tool), "never-matches",
			       "none of the tool's files is there: no task can be this tool",
			       "check the paths, or remove the tool");
}

// The kernel runs the interpreter in the script's place, and a mark needs the
// file itself: else whoever may write a script would be its interpreter's tool.
void check_scripts(const Tool &tool, const Host &host, Report &report)
{
	for (std::size_t i = 0; i < tool.identities.size(); i++) {
		const Identity &identity = tool.identities[i];
		if (host.is_script && !identity.path.empty() && host.is_script(identity.path))
			report.warning(identity.place, item_of(tool, i), "never-matches",
				       in_quotes(identity.path) +
					   " is a script: its interpreter runs, not the file",
				       "a script can't be a tool; name a compiled program");
	}
}

// systemd puts nothing else below user.slice.
bool is_of_users(std::string_view unit)
{
	return unit == "user.slice" || unit.starts_with("user-") || unit.starts_with("user@") ||
	       unit.starts_with("session-");
}

// Whether a task can be in both. A system unit is a level with nothing but
// slices above it; so the first level that is none decides.
bool can_be_in(std::string_view unit, std::string_view cgroup)
{
	const auto levels = cgroup_levels(cgroup);
	for (const std::string &level : levels) {
		if (level == unit)
			return true;
		if (!level.ends_with(".slice"))
			return false;
	}
	return levels.empty() || levels[0] != "user.slice" || is_of_users(unit);
}

void check_where(const Tool &tool, Report &report)
{
	if (!tool.where || tool.where->units.empty() || tool.where->cgroups.empty())
		return;
	// The compiler reports these; to hold each against each could take for ever.
	if (tool.where->units.size() > WB_WHERE_UNITS || tool.where->cgroups.size() > WB_WHERE_CGROUPS)
		return;
	for (const Word &unit : tool.where->units)
		for (const Word &cgroup : tool.where->cgroups)
			if (can_be_in(unit.text, cgroup.text))
				return;
	const Word &unit = tool.where->units[0];
	const Word &cgroup = tool.where->cgroups[0];
	report.warning(place_or(unit.place, tool.place), item_of(tool) + ".where", "never-matches",
		       "unit " + in_quotes(unit.text) + " is never in cgroup " + in_quotes(cgroup.text) +
			   ", and both must hold",
		       "remove one of the two; `systemctl show -p ControlGroup UNIT` says where a unit is");
}

} // namespace

void lint_reach(const Policy &policy, const Host &host, Report &report)
{
	for (const Tool &tool : policy.tools) {
		check_absent(tool, host, report);
		check_scripts(tool, host, report);
		check_where(tool, report);
	}
}

} // namespace watchbpf::policy
