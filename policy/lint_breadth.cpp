// SPDX-License-Identifier: Apache-2.0
// Tools that may do more than they need. What nobody uses, only an attacker does.
#include "policy/known_programs.h"
#include "policy/lint_rules.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

// Tracers, which need the most, load six or seven.
constexpr std::size_t kManyTypes = 12;

// Every type that a policy can grant.
std::size_t count_of_types()
{
	std::size_t count = 0;
	for (const std::string_view name : program_type_names())
		count += !program_type_is_guard(*program_type_number(name));
	return count;
}

// Being on the host is no limit to who asks.
bool says_who(const std::optional<Where> &where)
{
	return where && !(where->users.empty() && where->groups.empty() && where->cgroups.empty() &&
			  where->units.empty());
}

// The loader that the identity is, by its own name or by that of its file.
std::string loader_name(const Identity &identity, const Host &host)
{
	if (is_generic_loader(base_name(identity.path)))
		return identity.path;
	if (!host.resolve || identity.path.empty())
		return {};
	const auto file = host.resolve(identity.path);
	return file && is_generic_loader(base_name(*file)) ? *file : "";
}

void check_loader(const Tool &tool, std::size_t i, const Host &host, Report &report)
{
	const bool anybody = !says_who(tool.where);
	static const std::size_t all_types = count_of_types();
	const bool any_type = tool.programs.types.count() >= all_types;
	const std::string name = anybody || any_type ? loader_name(tool.identities[i], host) : "";
	if (name.empty())
		return;
	const std::string types = "list only the program types that are needed";
	report.warning(tool.identities[i].place, item_of(tool, i), "generic-loader",
		       in_quotes(name) + " loads what its caller says, " +
			   (anybody ? "and anybody may call it" : "and may load every program type"),
		       anybody ? "say who: `where:` with users, groups, a unit or a cgroup; and " + types
			       : types);
}

void check_types(const Tool &tool, Report &report)
{
	const std::size_t count = tool.programs.types.count();
	if (count <= kManyTypes)
		return;
	report.warning(place_or(tool.programs.place, tool.place), item_of(tool) + ".programs.types",
		       "wide-types",
		       "tool may load " + std::to_string(count) + " of " + std::to_string(count_of_types()) +
			   " program types",
		       "list what it loads; `watchbpf --audit` shows what that is");
}

} // namespace

void lint_breadth(const Policy &policy, const Host &host, Report &report)
{
	for (const Tool &tool : policy.tools) {
		for (std::size_t i = 0; i < tool.identities.size(); i++)
			check_loader(tool, i, host, report);
		check_types(tool, report);
	}
}

} // namespace watchbpf::policy
