// SPDX-License-Identifier: Apache-2.0
// Questions about what a program does, and who calls bpf().
#include <catch2/catch.hpp>

#include "diagnostics_of.h"
#include "questions_of.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

Policy limited(const std::string &keys, const std::string &tool = "")
{
	const ReadPolicy result =
	    read("version: 1\ntools:\n  a:\n    identities: [{path: /a}]\n" + tool +
		 "    programs:\n      types: [tracing, xdp, struct_ops, lsm, syscall]\n" + keys);
	Policy policy = result.policy ? *result.policy : Policy{};
	INFO(rendered(result));
	REQUIRE(result.policy);
	return policy;
}

std::string asked(const Policy &policy, const std::string &type, const Pairs &more = {})
{
	Pairs pairs = {{"tool", "a"}, {"command", "load"}, {"type", type}};
	pairs.insert(pairs.end(), more.begin(), more.end());
	return answer_to(policy, pairs);
}

const std::string kGuard = "    guard: true\n";

} // namespace

TEST_CASE("each limit answers with its reason, at its key", "[question][limits]")
{
	const Policy policy = limited("      attach: [trace_fentry, none]\n"
				      "      targets: ['vfs_*']\n"
				      "      effects: {without: [write_user]}\n"
				      "      helpers: [ktime_get_ns, probe_write_user]\n"
				      "      kfuncs: [bpf_strlen]\n"
				      "      max_instructions: 100\n",
				      kGuard);
	const auto answer = [&](const Pairs &more) { return asked(policy, "tracing", more); };
	CHECK(answer({}) == "allowed allowed tools.a.programs 7:7");
	CHECK(answer({{"attach", "trace_fentry"},
		      {"target", "vfs_read"},
		      {"helpers", "bpf_ktime_get_ns"},
		      {"kfuncs", "bpf_strlen"},
		      {"instructions", "100"},
		      {"effects", "timer"}}) == "allowed allowed tools.a.programs 7:7");
	CHECK(answer({{"attach", "trace_fexit"}}) == "denied attach-type tools.a.programs 8:7");
	CHECK(answer({{"target", "tcp_v4_rcv"}}) == "denied target tools.a.programs 9:7");
	CHECK(answer({{"effects", "write_user"}}) == "denied effect tools.a.programs 10:7");
	CHECK(answer({{"effects", "unknown"}}) == "denied effect tools.a.programs 10:7");
	CHECK(answer({{"helpers", "probe_read"}}) == "denied helper tools.a.programs 11:7");
	CHECK(answer({{"kfuncs", "bpf_strcmp"}}) == "denied kfunc tools.a.programs 12:7");
	CHECK(answer({{"instructions", "101"}}) == "denied instructions tools.a.programs 13:7");
}

TEST_CASE("helpers, kfuncs and types bring their effects along", "[question][limits]")
{
	const Policy policy = limited("      effects: [sleep]\n", kGuard);
	CHECK_THAT(asked(policy, "xdp", {{"helpers", "bpf_probe_write_user"}}), Contains("denied effect"));
	CHECK_THAT(asked(policy, "xdp", {{"helpers", "ktime_get_ns"}}), Contains("allowed"));
	CHECK_THAT(asked(policy, "tracing", {{"kfuncs", "bpf_strlen"}}), Contains("denied effect"));
	CHECK_THAT(asked(policy, "tracing", {{"kfuncs", "bpf_key_put"}}), Contains("allowed"));
	CHECK_THAT(asked(policy, "struct_ops"), Contains("denied effect"));
	// Output helpers send the packet along, where the program sees packets.
	CHECK_THAT(asked(policy, "xdp", {{"helpers", "perf_event_output"}}), Contains("denied effect"));
	CHECK_THAT(asked(policy, "tracing", {{"helpers", "perf_event_output"}}), Contains("allowed"));
}

TEST_CASE("a kfunc that nobody knows is the policy's to name", "[question][limits]")
{
	const Policy unnamed = limited("      effects: {without: [signal]}\n", kGuard);
	CHECK_THAT(asked(unnamed, "tracing", {{"kfuncs", "scx_something"}}), Contains("denied effect"));
	const Policy named =
	    limited("      effects: {without: [signal]}\n      kfuncs: [scx_something]\n", kGuard);
	CHECK_THAT(asked(named, "tracing", {{"kfuncs", "scx_something"}}), Contains("allowed"));
	CHECK_THAT(asked(named, "tracing", {{"kfuncs", "scx_other"}}), Contains("denied kfunc"));
}

TEST_CASE("what is left out of a question is not there", "[question][limits]")
{
	const Policy policy = limited("      signed: system-keyring\n", kGuard);
	CHECK(asked(policy, "xdp") == "denied signature tools.a.programs 8:7");
	CHECK_THAT(asked(policy, "xdp", {{"signed", "system-keyring"}}), Contains("allowed"));
	CHECK_THAT(asked(policy, "xdp", {{"signed", "77"}}), Contains("denied signature"));
	const Policy key = limited("      signed: 77\n", kGuard);
	CHECK_THAT(asked(key, "xdp", {{"signed", "77"}}), Contains("allowed"));
	CHECK_THAT(asked(key, "xdp", {{"signed", "78"}}), Contains("denied signature"));
	CHECK_THAT(asked(key, "xdp", {{"signed", "system-keyring"}}), Contains("denied signature"));
}

TEST_CASE("guards need guard, whatever makes them one", "[question][guard]")
{
	const Policy plain = policy_to_ask();
	const auto of_alice = [&](const Pairs &more) {
		Pairs pairs = {{"tool", "alice"}, {"command", "load"}, {"type", "xdp"}};
		pairs.insert(pairs.end(), more.begin(), more.end());
		return answer_to(plain, pairs);
	};
	CHECK(of_alice({{"target", "security_bpf"}}) == "denied guard built-in");
	CHECK(of_alice({{"target", "bpf_check"}}) == "denied guard built-in");
	CHECK(of_alice({{"helpers", "sys_bpf"}}) == "denied guard built-in");
	CHECK(of_alice({{"effects", "guard"}}) == "denied guard built-in");
	CHECK(of_alice({{"nested", "true"}}) == "denied nested built-in");
	const Policy guard = limited("", kGuard);
	CHECK_THAT(asked(guard, "lsm", {{"attach", "lsm_mac"}, {"target", "bpf_lsm_bpf"}}),
		   Contains("allowed"));
	CHECK_THAT(asked(guard, "syscall", {{"helpers", "sys_bpf"}}), Contains("allowed"));
	CHECK(asked(guard, "syscall", {{"nested", "true"}}) == "denied nested built-in");
	const Policy nested = limited("", "    guard: [programs, nested]\n");
	CHECK_THAT(asked(nested, "syscall", {{"nested", "true"}}), Contains("allowed"));
	CHECK_THAT(answer_to(nested, {{"tool", "a"}, {"command", "create"}, {"nested", "true"}}),
		   Contains("denied no-maps"));
}

TEST_CASE("audit of programs covers their limits", "[question][limits]")
{
	const Policy policy = limited("      effects: []\n      mode: audit\n", kGuard);
	CHECK_THAT(asked(policy, "xdp", {{"effects", "timer"}}), Contains("would-deny effect"));
}

TEST_CASE("words that make no question about a program", "[question][limits]")
{
	const Policy policy = limited("", kGuard);
	CHECK_THAT(asked(policy, "xdp", {{"effects", "timr"}}), Contains("unknown-effect cases[0].effects"));
	CHECK_THAT(asked(policy, "xdp", {{"helpers", "bpf_ktime_get"}}),
		   Contains("did you mean 'ktime_get_"));
	CHECK_THAT(asked(policy, "xdp", {{"instructions", "0"}}),
		   Contains("instructions cases[0].instructions"));
	CHECK_THAT(asked(policy, "xdp", {{"instructions", "many"}}), Contains("instructions cases[0]"));
	CHECK_THAT(asked(policy, "xdp", {{"signed", "yes"}}), Contains("signed cases[0].signed"));
	CHECK_THAT(asked(policy, "xdp", {{"signed", "1"}}), Contains("signed cases[0].signed"));
	for (const char *key : {"effects", "helpers", "kfuncs", "target", "instructions", "signed"})
		CHECK_THAT(answer_to(policy, {{"tool", "a"}, {"command", "create"}, {key, "3"}}),
			   Contains("only 'load' has a '" + std::string(key) + "'"));
	CHECK_THAT(answer_to(policy, {{"exec", "a"}, {"effects", "timer"}}),
		   Contains("says nothing about 'exec'"));
}

TEST_CASE("an answer says what it is about", "[question][limits]")
{
	const Policy policy = limited("      effects: []\n      targets: [x]\n", kGuard);
	const Host host = offline_host();
	const Compiled compiled = compile_to_ask(policy, host);
	REQUIRE(compiled.generation);
	Question question;
	question.tool = 1;
	question.command = 5;
	question.program.type = 6;
	question.program.effects = WB_DOES_TIMER;
	CHECK(ask(policy, *compiled.generation, question).about == "timer");
	question.program.target = std::string(70, 'y');
	CHECK(ask(policy, *compiled.generation, question).about == question.program.target);
}
