// SPDX-License-Identifier: Apache-2.0
#include "policy/lint.h"

#include "policy/lint_rules.h"

namespace watchbpf::policy {

std::string item_of(const Tool &tool)
{
	return "tools." + tool.name;
}

std::string item_of(const Tool &tool, std::size_t identity)
{
	return item_of(tool) + ".identities[" + std::to_string(identity) + "]";
}

std::string_view base_name(std::string_view path)
{
	return path.substr(path.rfind('/') + 1);
}

const Place &place_or(const Place &place, const Place &otherwise)
{
	return place.line > 0 ? place : otherwise;
}

Diagnostics lint(const Policy &policy, const Host &host)
{
	Report report;

	lint_everybody(policy, host, report);
	lint_breadth(policy, host, report);
	lint_reach(policy, host, report);
	lint_modes(policy, report);
	lint_directories(policy, host, report);
	return report.take(policy.tools.empty() ? "" : policy.tools[0].place.file);
}

} // namespace watchbpf::policy
