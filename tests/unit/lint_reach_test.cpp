// SPDX-License-Identifier: Apache-2.0
// `never-matches`
#include "lint_machine.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;

TEST_CASE("tools that no task can be", "[lint]")
{
	Machine machine;
	machine.absent = {"/a", "/b"};
	machine.scripts = {"/usr/sbin/opensnoop-bpfcc"};
	Tool tool = tool_of({by_path("/a"), by_path("/b")});
	tool.identities[0].optional = tool.identities[1].optional = true;
	CHECK(problems(tool, machine) == Codes{"never-matches 3:3"});
	machine.absent.erase("/b");
	CHECK(problems(tool, machine).empty());
	CHECK(problems(tool_of({by_path("/usr/sbin/opensnoop-bpfcc")}), machine) ==
	      Codes{"never-matches 5:9"});
}

TEST_CASE("units and cgroups that exclude each other", "[lint]")
{
	struct Row {
		const char *unit, *cgroup;
		bool possible;
	};
	const Row rows[] = {
	    {"x.service", "", true},
	    {"", "/user.slice", true},
	    {"x.service", "/system.slice", true},
	    {"x.service", "/system.slice/x.service", true},
	    {"x.service", "/system.slice/x.service/payload", true},
	    {"x.service", "/own.slice", true},
	    {"x.service", "/system.slice/y.service", false},
	    {"x.service", "/user.slice", false},
	    {"x.service", "/user.slice/user-1000.slice/user@1000.service/app.slice", false},
	    {"x.service", "/init.scope", false},
	    {"user@1000.service", "/user.slice", true},
	    {"user.slice", "/user.slice/user-1000.slice", true},
	    {"system.slice", "/system.slice/y.service", true},
	};
	for (const Row &row : rows) {
		INFO(row.unit << " " << row.cgroup);
		Tool tool = tool_of({by_path("/usr/bin/agent")});
		tool.where = where_of(row.unit, row.cgroup);
		CHECK(problems(tool) == (row.possible ? Codes{} : Codes{"never-matches 9:7"}));
	}
	Tool tool = tool_of({by_path("/usr/bin/agent")});
	tool.where = where_of("x.service", "/user.slice");
	tool.where->cgroups.push_back({"/system.slice", {}});
	CHECK(problems(tool).empty());
}
