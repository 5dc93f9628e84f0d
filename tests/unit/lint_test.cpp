// SPDX-License-Identifier: Apache-2.0
// Policies without lint.
#include "lint_machine.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;

TEST_CASE("an ordinary policy has no lint", "[lint]")
{
	CHECK(problems(tool_of({by_path("/usr/bin/agent")})).empty());
	CHECK(lint({}, {}).empty());
	CHECK(lint(policy_of(tool_of({by_path("/usr/bin/agent")})), offline_host()).empty());
}
