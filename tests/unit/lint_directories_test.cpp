// SPDX-License-Identifier: Apache-2.0
// `writable-directory` and `writable-file`
#include "lint_machine.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

TEST_CASE("directories that others may write", "[lint]")
{
	struct Row {
		const char *name;
		FileStatus opt;
		std::string says; // empty: nothing
	};
	const Row rows[] = {
	    {"root's", {0755, 0, 0}, ""},
	    {"root's group", {0775, 0, 0}, ""},
	    {"a group", {02775, 0, 50}, "group 50 may write '/opt'"},
	    {"everybody", {0777, 0, 0}, "everybody may write '/opt'"},
	    {"everybody, each only his own", {01777, 0, 0}, ""},
	    {"the same of another's", {01777, 1000, 0}, "everybody may write '/opt'"},
	    {"a user", {0755, 1000, 0}, "user 1000 may write '/opt'"},
	};
	for (const Row &row : rows) {
		INFO(row.name);
		Machine machine;
		machine.statuses["/opt"] = row.opt;
		const auto diagnostics = found(policy_of(tool_of({by_path("/opt/bin/agent")})), machine);
		REQUIRE(diagnostics.size() == !row.says.empty());
		if (row.says.empty())
			continue;
		CHECK(summary(diagnostics) == Codes{"writable-directory 5:9"});
		CHECK(diagnostics[0].severity == Severity::kWarning);
		CHECK_THAT(diagnostics[0].message, Contains(row.says));
	}
	Machine machine;
	machine.statuses["/opt"] = {01777, 0, 0};
	machine.statuses["/opt/bin"] = {0755, 1000, 0};
	CHECK(problems(tool_of({by_path("/opt/bin/agent")}), machine) == Codes{"writable-directory 5:9"});
	machine.statuses["/opt"] = {0777, 0, 0};
	machine.links["/usr/bin/agent"] = "/opt/agent";
	CHECK(problems(tool_of({by_path("/usr/bin/agent")}), machine) == Codes{"writable-directory 5:9"});
	Identity digest = by_path("/opt/agent");
	digest.digest = Digest::parse("sha256:" + hex64('d')).value();
	CHECK(problems(tool_of({digest}), machine).empty());
}

TEST_CASE("certificates that others may write", "[lint]")
{
	Machine machine;
	Policy policy;
	policy.signers.push_back({"ours", "/etc/ours.pem", {"p.yaml", 3, 3}});
	CHECK(problems(policy, machine).empty());
	machine.statuses["/etc/ours.pem"] = {0664, 0, 4};
	CHECK(problems(policy, machine) == Codes{"writable-file 3:3"});
	machine.statuses["/etc"] = {0777, 0, 0};
	CHECK(problems(policy, machine) == Codes{"writable-directory 3:3", "writable-file 3:3"});

	Machine linked;
	linked.links["/etc/ours.pem"] = "/home/bob/ours.pem";
	linked.statuses["/home/bob"] = {0755, 1000, 0};
	CHECK(problems(policy, linked) == Codes{"writable-directory 3:3"});
}
