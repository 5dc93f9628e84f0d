// SPDX-License-Identifier: Apache-2.0
#include "bpf/vocabulary.h"
#include "lint_machine.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;

namespace {

Tool tool_with(std::initializer_list<std::size_t> types, wb_limit limit)
{
	Tool tool = tool_of({by_path("/usr/bin/agent")});
	for (const std::size_t type : types)
		tool.programs.types.set(type);
	tool.programs.limits.places[limit] = {"p.yaml", 8, 7};
	return tool;
}

} // namespace

TEST_CASE("a tool that can switch watchbpf off is told", "[lint][guard]")
{
	Tool tool = tool_of({by_path("/usr/bin/agent")});
	tool.guard.programs = true;
	tool.guard.place = {"p.yaml", 4, 5};
	CHECK(problems(tool) == Codes{"guard 4:5"});
	tool.guard = {};
	CHECK(problems(tool).empty());
}

TEST_CASE("targets of programs that choose theirs later", "[lint][limits]")
{
	for (const std::size_t type : {WB_TYPE_KPROBE, WB_TYPE_TRACEPOINT, WB_TYPE_PERF_EVENT,
				       WB_TYPE_RAW_TRACEPOINT, WB_TYPE_RAW_TRACEPOINT_WRITABLE})
		CHECK(problems(tool_with({WB_TYPE_TRACING, type}, WB_LIMIT_TARGETS)) ==
		      Codes{"late-target 8:7"});
	CHECK(problems(tool_with({WB_TYPE_XDP}, WB_LIMIT_TARGETS)) == Codes{"late-target 8:7"});
	CHECK(problems(tool_with({WB_TYPE_TRACING, WB_TYPE_SOCKET_FILTER}, WB_LIMIT_TARGETS)).empty());
	CHECK(problems(tool_with({WB_TYPE_STRUCT_OPS}, WB_LIMIT_TARGETS)).empty());
	CHECK(problems(tool_with({WB_TYPE_KPROBE}, WB_LIMIT_EFFECTS)).empty());
}

TEST_CASE("attach types that leave no program of a type", "[lint][limits]")
{
	Tool tool = tool_with({WB_TYPE_TRACING, WB_TYPE_SOCKET_FILTER}, WB_LIMIT_ATTACH);
	tool.programs.limits.attach.set(24);
	CHECK(problems(tool) == Codes{"never-matches 8:7"});
	tool.programs.limits.attach.set(0);
	CHECK(problems(tool).empty());
}

TEST_CASE("signatures that this kernel does not check", "[lint][limits]")
{
	const Policy policy = policy_of(tool_with({WB_TYPE_XDP}, WB_LIMIT_SIGNED));
	Host host;
	CHECK(lint(policy, host).empty());
	host.checks_signatures = [] { return true; };
	CHECK(lint(policy, host).empty());
	host.checks_signatures = [] { return false; };
	CHECK(summary(lint(policy, host)) == Codes{"never-matches 8:7"});
}
