// SPDX-License-Identifier: Apache-2.0
#include "policy/lint.h"

#include "policy/lint_rules.h"

namespace watchbpf::policy {

std::string_view base_name(std::string_view path)
{
	return path.substr(path.rfind('/') + 1);
}

Diagnostics lint(const Policy &policy, const Host &host)
{
	Report report;

	lint_everybody(policy, host, report);
	lint_breadth(policy, host, report);
	lint_limits(policy, host, report);
	lint_reach(policy, host, report);
	lint_modes(policy, report);
	lint_objects(policy, report);
	lint_directories(policy, host, report);
	return report.take(policy.tools.empty() ? "" : policy.tools[0].place.file);
}

} // namespace watchbpf::policy
