// SPDX-License-Identifier: Apache-2.0
// `generic-loader` and `wide-types`
#include "lint_machine.h"
#include "policy/vocabulary.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;

TEST_CASE("generic loaders need to know who calls them", "[lint]")
{
	Machine machine;
	machine.links["/usr/sbin/iptables"] = "/usr/sbin/xtables-nft-multi";
	machine.links["/opt/loader"] = "/usr/sbin/bpftool";
	for (const char *path :
	     {"/usr/sbin/bpftool", "/sbin/tc", "/usr/bin/bpftrace", "/usr/sbin/iptables", "/opt/loader"}) {
		INFO(path);
		Tool tool = tool_of({by_path("/usr/bin/agent"), by_path(path, 6)});
		CHECK(problems(tool, machine) == Codes{"generic-loader 6:9"});
		tool.where.emplace();
		tool.where->host = true;
		CHECK(problems(tool, machine) == Codes{"generic-loader 6:9"});
		tool.where = where_of("net.service", "");
		CHECK(problems(tool, machine).empty());
		for (const std::string_view name : program_type_names())
			if (!program_type_is_guard(*program_type_number(name)))
				tool.programs.types.set(*program_type_number(name));
		CHECK(problems(tool, machine) == Codes{"generic-loader 6:9", "wide-types 7:5"});
	}
	CHECK(problems(tool_of({by_path("/usr/bin/tc-agent")})).empty());
}

TEST_CASE("many program types", "[lint]")
{
	Tool tool = tool_of({by_path("/usr/bin/agent")});
	for (std::size_t type = 1; type <= 12; type++)
		tool.programs.types.set(type);
	CHECK(problems(tool).empty());
	tool.programs.types.set(13);
	CHECK(problems(tool) == Codes{"wide-types 7:5"});
	tool.programs.place = {};
	CHECK(problems(tool) == Codes{"wide-types 3:3"});
}
