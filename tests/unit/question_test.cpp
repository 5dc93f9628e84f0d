// SPDX-License-Identifier: Apache-2.0
// Questions in words, and what a policy answers: action, reason, rule and place.
#include "policy/question.h"

#include <catch2/catch.hpp>

#include "bpf/where.h"

#include "questions_of.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

struct Row {
	const char *name;
	Pairs words;
	std::string answer;
};

const Row kRequests[] = {
    {"load",
     {{"tool", "alice"}, {"command", "load"}, {"type", "xdp"}},
     "allowed allowed tools.alice.programs.types 14:14"},
    {"kernel's names",
     {{"tool", "alice"}, {"command", "BPF_PROG_LOAD"}, {"type", "BPF_PROG_TYPE_XDP"}, {"attach", "BPF_XDP"}},
     "allowed allowed tools.alice.programs.types 14:14"},
    {"numbers",
     {{"tool", "alice"}, {"command", "5"}, {"type", "6"}, {"attach", "37"}},
     "allowed allowed tools.alice.programs.types 14:14"},
    {"other type",
     {{"tool", "alice"}, {"command", "prog_load"}, {"type", "kprobe"}},
     "denied program-type tools.alice.programs.types 14:14"},
    {"guard type", {{"tool", "alice"}, {"command", "load"}, {"type", "lsm"}}, "denied guard built-in"},
    {"guard attach type",
     {{"tool", "alice"}, {"command", "load"}, {"type", "xdp"}, {"attach", "modify_return"}},
     "denied guard built-in"},
    {"attach type of a later kernel",
     {{"tool", "alice"}, {"command", "load"}, {"type", "xdp"}, {"attach", "62"}},
     "denied guard built-in"},
    {"unknown command", {{"tool", "alice"}, {"command", "4711"}}, "denied unknown-command built-in"},
    {"no programs: the tool's line",
     {{"tool", "bob"}, {"command", "attach"}},
     "denied no-programs tools.bob.programs.types 20:3"},
    {"create", {{"tool", "alice"}, {"command", "create"}}, "allowed allowed tools.alice.maps 15:11"},
    {"no maps", {{"tool", "bob"}, {"command", "create"}}, "denied no-maps tools.bob.maps 20:3"},
    {"any tool lists",
     {{"tool", "alice"}, {"command", "next-program"}},
     "allowed allowed tools.alice.identities 12:9"},
    {"get-pin of a map is asked again",
     {{"tool", "bob"}, {"command", "get-pin"}},
     "denied no-maps tools.bob.maps 20:3"},
    {"get-pin of a program",
     {{"tool", "bob"}, {"command", "get-pin"}, {"object", "program"}},
     "allowed allowed tools.bob.identities 20:3"},
    {"get-pin of a link",
     {{"tool", "bob"}, {"command", "get-pin"}, {"object", "other"}},
     "allowed allowed tools.bob.identities 20:3"},
    {"own map", {{"tool", "alice"}, {"command", "open-map"}, {"own", "true"}}, "denied own-object built-in"},
    {"own program",
     {{"tool", "alice"}, {"command", "open-program"}, {"own", "true"}},
     "denied own-object built-in"},
    {"untrusted",
     {{"tool", "untrusted"}, {"command", "load"}, {"type", "xdp"}},
     "denied untrusted default 2:10"},
    {"token", {{"tool", "alice"}, {"command", "token"}}, "denied guard built-in"},
    {"sysctl", {{"tool", "alice"}, {"sysctl", "true"}}, "denied guard built-in"},
    {"sysctl of nobody in particular", {{"sysctl", "true"}}, "denied guard built-in"},
    {"trace another tool", {{"tool", "alice"}, {"trace", "bob"}}, "denied foreign-tracer built-in"},
    {"trace itself", {{"tool", "alice"}, {"trace", "alice"}}, "allowed allowed none"},
    {"trace nobody", {{"tool", "untrusted"}, {"trace", "untrusted"}}, "allowed allowed none"},
    {"trace watchbpf",
     {{"tool", "alice"}, {"trace", "untrusted"}, {"own", "true"}},
     "denied own-object built-in"},
};

const Row kExecs[] = {
    {"anywhere", {{"exec", "alice"}}, "allowed allowed tools.alice.identities 12:9"},
    {"in a container",
     {{"exec", "alice"}, {"container", "true"}},
     "allowed allowed tools.alice.identities 12:9"},
    {"unlisted file", {{"exec", "untrusted"}}, "denied unknown-digest identities"},
    {"unsealed", {{"exec", "alice"}, {"unsealed", "true"}}, "denied no-digest tools.alice.identities 12:9"},
    {"script", {{"exec", "alice"}, {"script", "true"}}, "denied interpreted tools.alice.identities 12:9"},
    {"traced", {{"exec", "alice"}, {"traced", "true"}}, "denied traced tools.alice.identities 12:9"},
    {"shared root",
     {{"exec", "alice"}, {"shares_fs", "true"}},
     "denied shared-fs tools.alice.identities 12:9"},
    {"supervised",
     {{"exec", "alice"}, {"seccomp_notify", "true"}},
     "denied seccomp-notify tools.alice.identities 12:9"},
    {"sealed late",
     {{"exec", "alice"}, {"sealed_late", "true"}},
     "denied sealed-late tools.alice.identities 12:9"},
};

// carol: user tom or 7, group dev, unit ssh.service, cgroup /system.slice, host.
const std::string kCarol = "tools.carol.where 32:5";
const Row kWheres[] = {
    {"all holds",
     {{"exec", "carol"}, {"user", "tom"}, {"group", "dev"}, {"cgroup", "/system.slice/ssh.service"}},
     "allowed allowed tools.carol.identities 30:3"},
    {"user by number, below the unit",
     {{"exec", "carol"},
      {"user", "7"},
      {"group", "x"},
      {"group", "dev"},
      {"cgroup", "/system.slice/ssh.service/a/b/c/d/e"}},
     "allowed allowed tools.carol.identities 30:3"},
    {"nobody in particular", {{"exec", "carol"}}, "denied user " + kCarol},
    {"other user", {{"exec", "carol"}, {"user", "dev"}}, "denied user " + kCarol},
    {"other group", {{"exec", "carol"}, {"user", "tom"}, {"group", "tom"}}, "denied group " + kCarol},
    {"container",
     {{"exec", "carol"}, {"user", "tom"}, {"group", "dev"}, {"container", "true"}},
     "denied container " + kCarol},
    {"unit of another manager",
     {{"exec", "carol"},
      {"user", "tom"},
      {"group", "dev"},
      {"cgroup", "/system.slice/user@1.service/ssh.service"}},
     "denied unit " + kCarol},
    {"unit in a slice that is not listed",
     {{"exec", "carol"}, {"user", "tom"}, {"group", "dev"}, {"cgroup", "/user.slice/ssh.service"}},
     "denied cgroup " + kCarol},
    {"root cgroup",
     {{"exec", "carol"}, {"user", "tom"}, {"group", "dev"}, {"cgroup", "/"}},
     "denied unit " + kCarol},
};

const Row kWrong[] = {
    {"nothing", {}, "question cases[0]: nothing is asked (say one of"},
    {"no act", {{"tool", "alice"}}, "question cases[0]: nothing is asked"},
    {"two questions", {{"exec", "alice"}, {"command", "load"}}, "'exec' and 'command' are two questions"},
    {"no tool", {{"command", "load"}, {"type", "xdp"}}, "missing-key cases[0]: 'tool' is missing"},
    {"unknown tool",
     {{"tool", "alcie"}, {"command", "create"}},
     "unknown-tool cases[0].tool: no tool 'alcie' in the policy (did you mean 'alice'?)"},
    {"unknown tool to execute", {{"exec", "zzzzzz"}}, "(known: 'untrusted', 'alice', 'bob' and 'carol')"},
    {"unknown command",
     {{"tool", "alice"}, {"command", "laod"}},
     "unknown-command cases[0].command: unknown command 'laod' (did you mean 'load'?)"},
    {"unknown type",
     {{"tool", "alice"}, {"command", "load"}, {"type", "xpd"}},
     "unknown-program-type cases[0].type: unknown program type 'xpd' (did you mean 'xdp'?)"},
    {"unknown attach type",
     {{"tool", "alice"}, {"command", "load"}, {"type", "xdp"}, {"attach", "trace_entry"}},
     "unknown-attach cases[0].attach: unknown attach type 'trace_entry' (did you mean 'trace_fentry'?)"},
    {"negative number", {{"tool", "alice"}, {"command", "-1"}}, "unknown-command"},
    {"load of what", {{"tool", "alice"}, {"command", "load"}}, "'type' is missing"},
    {"type of a map",
     {{"tool", "alice"}, {"command", "create"}, {"type", "xdp"}},
     "only 'load' has a 'type'"},
    {"user of a command",
     {{"tool", "alice"}, {"command", "create"}, {"user", "root"}},
     "question cases[0].user: 'user' says nothing about 'command' (remove it)"},
    {"object of a load",
     {{"tool", "alice"}, {"command", "create"}, {"object", "map"}},
     "only 'pin' and 'get-pin' have an 'object'"},
    {"unknown object",
     {{"tool", "alice"}, {"command", "get-pin"}, {"object", "maps"}},
     "did you mean 'map'?"},
    {"own load",
     {{"tool", "alice"}, {"command", "lookup"}, {"own", "true"}},
     "only commands that open something"},
    {"cgroup without /", {{"exec", "alice"}, {"cgroup", "system.slice"}}, "cgroup 'system.slice' is no path"},
    {"cgroup with / at its end", {{"exec", "alice"}, {"cgroup", "/system.slice/"}}, "is no path"},
    {"cgroup with an empty level", {{"exec", "alice"}, {"cgroup", "/a//b"}}, "is no path"},
};

Policy with_where()
{
	Policy policy = policy_to_ask();
	Where &where = *policy.tools[2].where;
	where.users = {{"tom", {}}, {"7", {}}};
	where.groups = {{"dev", {}}};
	where.units = {{"ssh.service", {}}};
	where.cgroups = {{"/system.slice", {}}};
	where.host = true;
	return policy;
}

} // namespace

TEST_CASE("a bpf() call, a trace and a sysctl get the kernel's answer", "[question]")
{
	for (const Row &row : kRequests) {
		INFO(row.name);
		CHECK(answer_to(policy_to_ask(), row.words) == row.answer);
	}
}

TEST_CASE("an exec gives a mark or says why not", "[question]")
{
	for (const Row &row : kExecs) {
		INFO(row.name);
		CHECK(answer_to(policy_to_ask(), row.words) == row.answer);
	}
	for (const Row &row : kWheres) {
		INFO(row.name);
		CHECK(answer_to(with_where(), row.words) == row.answer);
	}
}

TEST_CASE("words that make no question say what is wrong with them", "[question]")
{
	for (const Row &row : kWrong) {
		INFO(row.name);
		const std::string answer = answer_to(policy_to_ask(), row.words);
		CHECK_THAT(answer, Contains(row.answer));
		CHECK(answer.ends_with(")\n"));
	}
}

TEST_CASE("default: introspection lets everybody list and nobody open a map", "[question]")
{
	Policy policy = policy_to_ask();
	policy.untrusted = Untrusted::kIntrospection;
	CHECK(answer_to(policy, {{"tool", "untrusted"}, {"command", "next-program"}}) ==
	      "allowed allowed default 2:10");
	CHECK(answer_to(policy, {{"tool", "untrusted"}, {"command", "open-program"}}) ==
	      "allowed allowed default 2:10");
	CHECK(answer_to(policy, {{"tool", "untrusted"}, {"command", "open-map"}}) ==
	      "denied untrusted default 2:10");
}

TEST_CASE("a mode says how far a refusal goes", "[question]")
{
	const Pairs load = {{"tool", "alice"}, {"command", "load"}, {"type", "kprobe"}};
	const Pairs guard = {{"tool", "alice"}, {"command", "load"}, {"type", "lsm"}};
	const Pairs own = {{"tool", "bob"}, {"command", "open-map"}, {"own", "true"}};

	Policy whole = policy_to_ask();
	whole.mode = Mode::kAudit;
	CHECK_THAT(answer_to(whole, load), Contains("would-deny program-type"));
	CHECK_THAT(answer_to(whole, guard), Contains("would-deny guard"));
	CHECK_THAT(answer_to(whole, {{"exec", "alice"}, {"traced", "true"}}), Contains("would-deny traced"));

	Policy rule = policy_to_ask();
	rule.tools[0].programs.mode = Mode::kAudit;
	CHECK_THAT(answer_to(rule, load), Contains("would-deny program-type"));
	CHECK_THAT(answer_to(rule, guard), Contains("denied guard"));

	Policy tool = policy_to_ask();
	tool.tools[1].mode = Mode::kAudit;
	CHECK_THAT(answer_to(tool, {{"tool", "bob"}, {"command", "open-map"}}),
		   Contains("would-deny no-maps"));
	// lsm/bpf only reports, and then the fd is watchbpf's own.
	CHECK(answer_to(tool, own) == "denied own-object built-in");
	CHECK(answer_to(tool, {{"exec", "bob"}, {"traced", "true"}}) ==
	      "denied traced tools.bob.identities 20:3");
}

TEST_CASE("an answer says which hook gave it, and in which mode", "[question]")
{
	Policy policy = policy_to_ask();
	policy.tools[0].maps.mode = Mode::kAudit;
	const Compiled compiled = compile_to_ask(policy, offline_host());
	Question question;
	question.tool = 2;
	question.command = 7; // OBJ_GET
	CHECK(ask(policy, *compiled.generation, question).hook == WB_HOOK_MAP_FD);
	CHECK(ask(policy, *compiled.generation, question).mode == Mode::kEnforce);
	question.tool = 1;
	CHECK(ask(policy, *compiled.generation, question).hook == WB_HOOK_COMMAND);
	question.command = 0;
	CHECK(ask(policy, *compiled.generation, question).mode == Mode::kAudit);
	CHECK(ask(policy, *compiled.generation, question).tool_flags & WB_TOOL_MAPS);
	question.tool = 77; // no such record: as in the kernel
	CHECK(ask(policy, *compiled.generation, question).verdict.reason == WB_REASON_NO_RULE);
	question.act = Act::kExec;
	CHECK(ask(policy, *compiled.generation, question).verdict.action == WB_DENY);
}

// The kernel looks through so many, lowest first.
TEST_CASE("of many supplementary groups the lowest count, as in the kernel", "[question]")
{
	Policy policy = policy_to_ask();
	policy.tools[2].where.emplace().groups = {{"4711", {}}};
	const Compiled compiled = compile_to_ask(policy, offline_host());
	const auto reason_with = [&](std::uint32_t real, std::uint32_t others) {
		Question question;
		question.act = Act::kExec;
		question.tool = 3;
		question.exec.groups = {{"real", real}, {"4711", 4711}};
		for (std::uint32_t group = 1; group <= others; group++)
			question.exec.groups.push_back({"other", group});
		return ask(policy, *compiled.generation, question).verdict.reason;
	};
	CHECK(reason_with(0, WB_WHERE_GROUPS_READ - 1) == WB_REASON_ALLOWED);
	CHECK(reason_with(0, WB_WHERE_GROUPS_READ) == WB_REASON_GROUP);
	CHECK(reason_with(4711, WB_WHERE_GROUPS_READ) == WB_REASON_ALLOWED);
}
