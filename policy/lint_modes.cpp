// SPDX-License-Identifier: Apache-2.0
// A mode counts only where everything around it enforces: audit of the policy
// covers its tools, audit of a tool its rules. A mode that changes nothing is
// taken for one that does.
#include "policy/lint_rules.h"

namespace watchbpf::policy {

namespace {

struct Outer {
	Mode mode;
	const char *whose;
};

// `mode` stands below `outer`, at `place`.
void check(std::optional<Mode> mode, const Outer &outer, const Place &place, const std::string &item,
	   Report &report)
{
	// Below enforce only audit changes anything; below audit nothing does.
	if (!mode || (outer.mode == Mode::kEnforce && *mode == Mode::kAudit))
		return;
	const bool same = *mode == outer.mode;
	report.warning(place, item + ".mode", "shadowed",
		       same ? std::string("mode is the ") + outer.whose + "'s anyway"
			    : std::string("'enforce' has no effect: the ") + outer.whose + "'s mode is audit",
		       same ? "remove it"
			    : std::string("remove it, or audit the other rules instead of the ") +
				  outer.whose);
}

} // namespace

void lint_modes(const Policy &policy, Report &report)
{
	for (const Tool &tool : policy.tools) {
		const Outer of_policy = {policy.mode, "policy"};
		const bool policy_decides = policy.mode == Mode::kAudit || !tool.mode;
		const Outer of_tool = policy_decides ? of_policy : Outer{*tool.mode, "tool"};
		check(tool.mode, of_policy, tool.place, item_of(tool), report);
		check(tool.programs.mode, of_tool, place_or(tool.programs.place, tool.place),
		      item_of(tool) + ".programs", report);
		check(tool.maps.mode, of_tool, place_or(tool.maps.place, tool.place), item_of(tool) + ".maps",
		      report);
	}
}

} // namespace watchbpf::policy
