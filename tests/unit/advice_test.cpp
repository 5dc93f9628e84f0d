// SPDX-License-Identifier: Apache-2.0
// What is said about a refusal must be true: each advice was asked again.
#include "policy/advice.h"

#include <catch2/catch.hpp>

#include "questions_of.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

std::string advice_to(const Policy &policy, const Pairs &pairs)
{
	const Host host = offline_host();
	compile_to_ask(policy, host); // names get their numbers
	Report report;
	const auto question = question_of(words_of(pairs), policy, host, report);
	return question ? advice(policy, host, *question) : "no question";
}

struct Row {
	const char *name;
	Pairs words;
	std::string advice;
};

const Row kRows[] = {
    {"allowed", {{"tool", "alice"}, {"command", "create"}}, ""},
    {"type",
     {{"tool", "alice"}, {"command", "load"}, {"type", "kprobe"}},
     "add 'kprobe' to tools.alice.programs.types"},
    {"no types at all",
     {{"tool", "bob"}, {"command", "load"}, {"type", "xdp"}},
     "add 'xdp' to tools.bob.programs.types"},
    {"guard type",
     {{"tool", "alice"}, {"command", "load"}, {"type", "lsm"}},
     "write 'guard: true' in tools.alice if it may switch watchbpf off; add 'lsm' to "
     "tools.alice.programs.types"},
    {"nested",
     {{"tool", "alice"}, {"command", "create"}, {"nested", "true"}},
     "write 'guard: [programs, nested]' in tools.alice if it may switch watchbpf off"},
    {"unknown attach type",
     {{"tool", "alice"}, {"command", "load"}, {"type", "tracing"}, {"attach", "62"}},
     "no policy can allow this"},
    {"unknown type behind no types",
     {{"tool", "bob"}, {"command", "load"}, {"type", "60"}},
     "no policy can allow this"},
    {"guard attach type behind no types",
     {{"tool", "bob"}, {"command", "load"}, {"type", "tracing"}, {"attach", "lsm_mac"}},
     "write 'guard: true' in tools.bob if it may switch watchbpf off; add 'tracing' to "
     "tools.bob.programs.types"},
    {"attach",
     {{"tool", "bob"}, {"command", "link"}},
     "list the program types that the tool loads in tools.bob.programs.types"},
    {"maps", {{"tool", "bob"}, {"command", "create"}}, "write 'maps: true' in tools.bob"},
    {"own", {{"tool", "bob"}, {"command", "open-map"}, {"own", "true"}}, "no policy can allow this"},
    {"trace", {{"tool", "bob"}, {"trace", "alice"}}, "no policy can allow this"},
    {"sysctl", {{"sysctl", "true"}}, "no policy can allow this"},
    {"untrusted load",
     {{"tool", "untrusted"}, {"command", "load"}, {"type", "xdp"}},
     "make the program a tool: list its file under 'tools'"},
    {"untrusted listing",
     {{"tool", "untrusted"}, {"command", "next-map"}},
     "write 'default: introspection', or make the program a tool"},
    {"untrusted guard",
     {{"tool", "untrusted"}, {"command", "load"}, {"type", "ext"}},
     "make the program a tool: list its file under 'tools'"},
    {"untrusted token", {{"tool", "untrusted"}, {"command", "token"}}, "no policy can allow this"},
    {"unlisted", {{"exec", "untrusted"}}, "list the file's path or digest in the identities of a tool"},
    {"traced",
     {{"exec", "alice"}, {"traced", "true"}},
     "no policy can allow this: start the tool without a tracer"},
};

} // namespace

TEST_CASE("a refusal's advice is what would allow it", "[advice]")
{
	for (const Row &row : kRows) {
		INFO(row.name);
		CHECK(advice_to(policy_to_ask(), row.words) == row.advice);
	}
}

TEST_CASE("a where that fails in several ways gets all of its steps", "[advice]")
{
	Policy policy = policy_to_ask();
	Where &where = *policy.tools[2].where;
	where.users = {{"tom", {}}};
	where.cgroups = {{"/user.slice", {}}};
	CHECK(
	    advice_to(policy, {{"exec", "carol"}, {"user", "eve"}, {"cgroup", "/system.slice/a.service"}}) ==
	    "add 'eve' to tools.carol.where.users; add '/system.slice/a.service' to "
	    "tools.carol.where.cgroup");
	CHECK(advice_to(policy, {{"exec", "carol"}, {"user", "tom"}, {"cgroup", "/user.slice/x"}}) == "");
	// Who it is was not said: the question lacks something, not the policy.
	CHECK(advice_to(policy, {{"exec", "carol"}}) == "say with 'user' who executes it, such as 'tom'");
	CHECK(advice_to(policy, {{"exec", "carol"}, {"user", "tom"}}) ==
	      "say with 'cgroup' where it is executed, such as '/user.slice'");
	// Deeper than a record is: no policy can say it, so nobody is told to.
	CHECK(advice_to(policy, {{"exec", "carol"}, {"user", "tom"}, {"cgroup", "/a/b/c/d/e"}}) == "");
	where.cgroups.clear();
	where.units = {{"cron.service", {}}};
	CHECK(advice_to(policy, {{"exec", "carol"}, {"user", "tom"}, {"cgroup", "/a.slice/b.service/c"}}) ==
	      "add 'b.service' to tools.carol.where.unit");
	CHECK(advice_to(policy, {{"exec", "carol"}, {"user", "tom"}, {"cgroup", "/a.slice"}}) ==
	      "say with 'cgroup' in which unit it is executed, such as '/system.slice/cron.service'");
}

TEST_CASE("limits that fail in several ways get all of their steps", "[advice]")
{
	Policy policy = policy_to_ask();
	ProgramLimits &limits = policy.tools[0].programs.limits;
	for (const wb_limit limit : {WB_LIMIT_EFFECTS, WB_LIMIT_HELPERS, WB_LIMIT_KFUNCS, WB_LIMIT_ATTACH,
				     WB_LIMIT_TARGETS, WB_LIMIT_INSTRUCTIONS, WB_LIMIT_SIGNED})
		limits.places[limit] = {};
	const Pairs load = {{"tool", "alice"}, {"command", "load"}, {"type", "xdp"}};
	const auto with = [&](const Pairs &more) {
		Pairs all = load;
		all.insert(all.end(), more.begin(), more.end());
		return advice_to(policy, all);
	};
	CHECK(with({{"attach", "xdp"},
		    {"target", "vfs_read"},
		    {"effects", "timer"},
		    {"helpers", "redirect"},
		    {"kfuncs", "bpf_strlen"},
		    {"instructions", "99"}}) ==
	      "add 'xdp' to tools.alice.programs.attach; raise tools.alice.programs.max_instructions to 99; "
	      "load a program with such a signature, or remove tools.alice.programs.signed; "
	      "add 'vfs_read' to tools.alice.programs.targets; "
	      "add 'redirect' to tools.alice.programs.helpers; "
	      "add 'bpf_strlen' to tools.alice.programs.kfuncs; "
	      "allow 'read_kernel' in tools.alice.programs.effects; "
	      "allow 'redirect' in tools.alice.programs.effects; "
	      "allow 'timer' in tools.alice.programs.effects");
	// More than any kernel takes is more than a policy can say.
	CHECK(with({{"attach", "xdp"}, {"instructions", "1000001"}}) == "");
}
