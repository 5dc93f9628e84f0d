// SPDX-License-Identifier: Apache-2.0
#include "policy/compiler.h"

#include <algorithm>
#include <cstring>

#include "policy/identity_index.h"
#include "policy/item_path.h"
#include "policy/limits_table.h"
#include "policy/reach_table.h"
#include "policy/signer_table.h"
#include "policy/where_table.h"

namespace watchbpf::policy {

static wb_tool named_rule(std::string_view name, bool audit)
{
	wb_tool rule{};
	rule.flags = WB_TOOL_PRESENT;
	if (audit)
		rule.flags |= WB_TOOL_AUDIT;
	// The reader lets no longer name pass; the record's end is NUL all the same.
	std::memcpy(rule.name, name.data(), std::min<std::size_t>(name.size(), WB_TOOL_NAME_BYTES - 1));
	return rule;
}

static wb_tool rule_of_untrusted(const Policy &policy, bool audit)
{
	wb_tool rule = named_rule("untrusted", audit);
	if (policy.untrusted == Untrusted::kIntrospection)
		rule.flags |= WB_TOOL_INTROSPECTION;
	return rule;
}

static wb_tool rule_of_tool(const Tool &tool, bool audit)
{
	wb_tool rule = named_rule(tool.name, audit || tool.mode == Mode::kAudit);
	if (tool.introspection)
		rule.flags |= WB_TOOL_INTROSPECTION;
	rule.program_types = tool.programs.types.to_ullong();
	if (tool.programs.types.any())
		rule.flags |= WB_TOOL_PROGRAMS;
	if (tool.maps.use)
		rule.flags |= WB_TOOL_MAPS;
	if (tool.programs.mode == Mode::kAudit)
		rule.flags |= WB_TOOL_AUDIT_PROGRAMS;
	if (tool.maps.mode == Mode::kAudit)
		rule.flags |= WB_TOOL_AUDIT_MAPS;
	if (tool.adopt)
		rule.flags |= WB_TOOL_ADOPT;
	if (tool.guard.programs)
		rule.flags |= WB_TOOL_GUARD;
	if (tool.guard.programs && tool.guard.nested)
		rule.flags |= WB_TOOL_NESTED;
	return rule;
}

static bool too_many(const Tool &tool, const std::string &what, std::size_t most, Report &report)
{
	report.error(tool.place, item_of(tool), "too-many",
		     "from here on, the policy has more than " + std::to_string(most) + " " + what,
		     "list only what this host runs");
	return true;
}

// What the kernel's memory would be taken by.
static bool is_too_large(const Policy &policy, Report &report)
{
	std::size_t tools = 0, identities = 0;
	for (const Tool &tool : policy.tools) {
		identities += tool.identities.size();
		if (++tools > WB_MOST_TOOLS)
			return too_many(tool, "tools", WB_MOST_TOOLS, report);
		if (identities > WB_MOST_IDENTITIES)
			return too_many(tool, "identities", WB_MOST_IDENTITIES, report);
	}
	return false;
}

void Generation::forget_what_was_loaded()
{
	Generation kept;
	kept.tools = std::move(tools);
	kept.reaches = std::move(reaches);
	*this = std::move(kept);
}

Compiled compile(const Policy &policy, const Host &host, bool audit)
{
	Report report;
	if (is_too_large(policy, report))
		return {std::nullopt, report.take("")};

	Generation generation;
	SignerTable signers(policy.signers, host, report);
	IdentityIndex identities(host, signers, generation, report);
	WhereTable wheres(host, generation, report);
	LimitsTable limits(host, generation, report);
	ReachTable reaches(policy, generation, report);

	generation.tools.push_back(rule_of_untrusted(policy, audit));
	for (const Tool &tool : policy.tools) {
		if (report.full())
			break;
		const auto index = static_cast<std::uint32_t>(generation.tools.size());
		report.begin_file(tool.place.file);
		generation.tools.push_back(rule_of_tool(tool, audit));
		generation.tools.back().where = wheres.add(tool);
		generation.tools.back().limits = limits.add(tool);
		generation.tools.back().reach = reaches.add(tool);
		identities.add(tool, index);
	}
	identities.finish(policy.tools);
	limits.finish();
	signers.finish();

	Compiled compiled;
	compiled.diagnostics = report.take(policy.tools.empty() ? "" : policy.tools[0].place.file);
	if (!has_errors(compiled.diagnostics))
		compiled.generation = std::move(generation);
	return compiled;
}

} // namespace watchbpf::policy
