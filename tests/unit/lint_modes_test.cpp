// SPDX-License-Identifier: Apache-2.0
// `shadowed`
#include "lint_machine.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

TEST_CASE("modes that change nothing", "[lint]")
{
	constexpr auto kNone = std::optional<Mode>();
	const auto enforce = std::optional(Mode::kEnforce), audit = std::optional(Mode::kAudit);
	struct Row {
		Mode policy;
		std::optional<Mode> tool, maps;
		std::size_t shadowed;
		std::string says;
	};
	const Row rows[] = {
	    {Mode::kEnforce, kNone, kNone, 0, ""},
	    {Mode::kEnforce, audit, kNone, 0, ""},
	    {Mode::kEnforce, kNone, audit, 0, ""},
	    {Mode::kEnforce, enforce, kNone, 1, "the policy's anyway"},
	    {Mode::kEnforce, kNone, enforce, 1, "the policy's anyway"},
	    {Mode::kEnforce, audit, audit, 1, "the tool's anyway"},
	    {Mode::kEnforce, audit, enforce, 1, "'enforce' has no effect: the tool's mode is audit"},
	    {Mode::kEnforce, enforce, audit, 1, "the policy's anyway"},
	    {Mode::kAudit, audit, kNone, 1, "the policy's anyway"},
	    {Mode::kAudit, enforce, kNone, 1, "'enforce' has no effect: the policy's mode is audit"},
	    {Mode::kAudit, enforce, audit, 2, "no effect"},
	};
	for (const Row &row : rows) {
		Policy policy = policy_of(tool_of({by_path("/usr/bin/agent")}));
		policy.mode = row.policy;
		policy.tools[0].mode = row.tool;
		policy.tools[0].maps.mode = row.maps;
		const Diagnostics diagnostics = found(policy);
		INFO(row.says);
		REQUIRE(diagnostics.size() == row.shadowed);
		for (const Diagnostic &diagnostic : diagnostics)
			CHECK(diagnostic.code == "shadowed");
		if (row.shadowed)
			CHECK_THAT(diagnostics[0].message, Contains(row.says));
	}
}

TEST_CASE("audit of a rule that grants nothing shows what it would have to", "[lint]")
{
	Tool tool = tool_of({by_path("/usr/bin/agent")});
	tool.programs.mode = tool.maps.mode = Mode::kAudit;
	CHECK(problems(tool).empty());
}
