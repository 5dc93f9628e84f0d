// SPDX-License-Identifier: Apache-2.0
// What limits say of a program before anybody verified it.
#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>

#include "daemon/program_answer_format.h"
#include "programs_of.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Contains;

namespace {

constexpr std::uint32_t kKprobe = 2, kXdp = 6, kTracing = 26, kAlice = 1, kFentry = 24, kKfunc = 100;
constexpr std::uint32_t kAll = (1u << WB_EFFECT_COUNT) - 1;

struct Asked {
	Policy policy;
	Generation generation;

	explicit Asked(const wb_limits &limits, std::uint32_t flags = 0)
	{
		Tool tool;
		tool.name = "alice";
		tool.place = {"p.yaml", 3, 3};
		policy.tools.push_back(std::move(tool));
		wb_tool untrusted{}, alice{};
		untrusted.flags = WB_TOOL_PRESENT;
		alice.flags = WB_TOOL_PRESENT | WB_TOOL_PROGRAMS | flags;
		alice.program_types = 1ull << kKprobe | 1ull << kTracing;
		alice.limits = limits.flags ? 1 : 0;
		generation.tools = {untrusted, alice};
		generation.limits = {wb_limits{}, limits};
		generation.kfuncs = {{1, kKfunc}};
	}

	InstructionFacts facts(const ProgramText &program) const
	{
		return facts_of(program, named_kfuncs(generation, kAlice, [](const std::string &name) {
					return name == "bpf_task_acquire" ? kKfunc : 0u;
				}));
	}

	ProgramAnswer operator()(const ProgramText &program, std::uint32_t tool = kAlice) const
	{
		return ask_of_program(policy, generation, tool, program, facts(program));
	}

	std::string text(const ProgramText &program,
			 watchbpf::daemon::OutputFormat format = watchbpf::daemon::OutputFormat::kText) const
	{
		const auto found = facts(program);
		const auto asked = ask_of_program(policy, generation, kAlice, program, found);
		const std::string file = "x.bpf.o";
		return watchbpf::daemon::format_program({.policy = policy,
							 .tool = kAlice,
							 .file = file,
							 .program = program,
							 .facts = found,
							 .asked = asked,
							 .source = ""},
							format);
	}
};

wb_limits without(std::uint32_t effects)
{
	wb_limits limits{};
	limits.flags = WB_LIMIT_EFFECTS;
	limits.effects = kAll & ~effects;
	return limits;
}

wb_limits only(wb_limit flag)
{
	wb_limits limits{};
	limits.flags = flag;
	return limits;
}

ProgramText kprobe(std::vector<std::uint64_t> instructions)
{
	return program_of(kKprobe, std::move(instructions));
}

} // namespace

TEST_CASE("a program without what is denied is allowed, whatever the verifier finds", "[programs]")
{
	const Asked ask(without(WB_DOES_WRITE_USER));
	CHECK(ask(kprobe({call(113), kLoadWord, kExit})).outlook == Outlook::kAllowed);
	CHECK_THAT(ask.text(kprobe({call(113), kExit})),
		   Contains("alice load kprobe x: Approved, whatever the verifier finds\n"));
}

TEST_CASE("a denied effect is named with its helper and instruction", "[programs]")
{
	const Asked ask(without(WB_DOES_WRITE_USER));
	const auto asked = ask(kprobe({call(7), call(36), kExit}));
	CHECK(asked.outlook == Outlook::kDenied);
	CHECK(asked.if_live);
	CHECK(asked.effect == WB_EFFECT_WRITE_USER);
	CHECK(asked.cause.instruction == 1);
	const std::string text = ask.text(kprobe({call(7), call(36), kExit}));
	CHECK_THAT(text, Contains("alice load kprobe x: Denied, if that code is live\n"));
	CHECK_THAT(text,
		   Contains("reason: effect write_user (helper bpf_probe_write_user, insn 1) [effect]\n"));
	CHECK_THAT(text, Contains("rule: tools.alice.programs\n"));
}

TEST_CASE("a load is the verifier's to judge", "[programs]")
{
	const Asked ask(without(WB_DOES_READ_KERNEL | WB_DOES_SIGNAL));
	const auto asked = ask(kprobe({kLoadWord, kExit}));
	CHECK(asked.outlook == Outlook::kDepends);
	CHECK(asked.open == WB_DOES_READ_KERNEL);
	CHECK_THAT(ask.text(kprobe({kLoadWord, kExit})),
		   Contains("depends: effect read_kernel (load, insn 0)\n"));
}

TEST_CASE("a map that is written may be any, but is one", "[programs]")
{
	const auto writes = kprobe({kWide, 0, call(2), kExit});
	CHECK(Asked(without(WB_DOES_WRITE_PINNED_MAP))(writes).outlook == Outlook::kDepends);
	CHECK(Asked(without(WB_DOES_WRITE_OWN_MAP))(writes).outlook == Outlook::kDepends);
	CHECK(Asked(without(WB_DOES_WRITE_SHARED_MAP))(writes).outlook == Outlook::kDepends);
	const auto none = Asked(without(WB_DOES_WRITE_OWN_MAP | WB_DOES_WRITE_SHARED_MAP))(writes);
	CHECK(none.outlook == Outlook::kDenied);
	CHECK(none.cause.instruction == 2);
	CHECK(Asked(without(kMapEffects))(kprobe({kWide, 0, kExit})).outlook == Outlook::kAllowed);
}

TEST_CASE("helpers and kfuncs that are not listed are denied", "[programs]")
{
	wb_limits limits = only(WB_LIMIT_HELPERS);
	limits.helpers[0] = 1ull << 7;
	CHECK(Asked(limits)(kprobe({call(7), kExit})).outlook == Outlook::kAllowed);
	CHECK_THAT(Asked(limits).text(kprobe({call(36), kExit})),
		   Contains("reason: helper bpf_probe_write_user, insn 0 not allowed [helper]"));
	CHECK(Asked(limits)(kprobe({call(4711), kExit})).outlook == Outlook::kDenied);

	const Asked ask(only(WB_LIMIT_KFUNCS));
	ProgramText program = kprobe({call_kfunc(), kExit});
	program.kfuncs = {{0, "bpf_task_acquire"}};
	CHECK(ask(program).outlook == Outlook::kAllowed);
	program.kfuncs = {{0, "bpf_task_release"}};
	CHECK_THAT(ask.text(program), Contains("reason: kfunc bpf_task_release, insn 0 not allowed [kfunc]"));
}

TEST_CASE("what the loader says is denied whatever lives", "[programs]")
{
	const Asked ask(without(0));
	CHECK(ask(program_of(kXdp, {kExit})).answer.verdict.reason == WB_REASON_PROGRAM_TYPE);
	CHECK_FALSE(ask(program_of(kXdp, {kExit})).if_live);
	CHECK(ask(kprobe({kExit}), WB_UNTRUSTED).answer.verdict.reason == WB_REASON_UNTRUSTED);
	CHECK(ask(kprobe({kExit}), 77).outlook == Outlook::kDenied);

	wb_limits limits = only(WB_LIMIT_INSTRUCTIONS);
	limits.max_instructions = 1;
	CHECK(Asked(limits)(kprobe({kExit})).outlook == Outlook::kAllowed);
	CHECK(Asked(limits)(kprobe({kLoadWord, kExit})).answer.verdict.reason == WB_REASON_INSTRUCTIONS);
}

TEST_CASE("the function that a program is for counts", "[programs]")
{
	ProgramText program = program_of(kTracing, {kExit});
	program.attach_type = kFentry;
	program.target = "security_bpf";
	CHECK(Asked(without(0))(program).answer.verdict.reason == WB_REASON_GUARD);
	CHECK_THAT(Asked(without(0)).text(program),
		   Contains("reason: kernel function security_bpf could switch watchbpf off [guard]\n"));
	program.target = "tcp_connect";
	CHECK(Asked(without(0))(program).outlook == Outlook::kAllowed);
	CHECK(Asked(only(WB_LIMIT_TARGETS))(program).answer.verdict.reason == WB_REASON_TARGET);

	program.target.clear();
	program.target_open = true;
	CHECK(Asked(without(0))(program).on_target);
	CHECK(Asked(without(0))(program).outlook == Outlook::kDepends);
	CHECK(Asked(without(0), WB_TOOL_GUARD)(program).outlook == Outlook::kAllowed);
}

TEST_CASE("no file has the signature that its loader gives", "[programs]")
{
	const auto asked = Asked(only(WB_LIMIT_SIGNED))(kprobe({kExit}));
	CHECK(asked.outlook == Outlook::kDepends);
	CHECK(asked.on_signature);
}

TEST_CASE("what a rule only reports is reported", "[programs]")
{
	const Asked ask(without(WB_DOES_WRITE_USER), WB_TOOL_AUDIT_PROGRAMS);
	const auto asked = ask(kprobe({call(36), kExit}));
	CHECK(asked.answer.verdict.action == WB_WOULD_DENY);
	CHECK_THAT(ask.text(kprobe({call(36), kExit})), Contains(": WouldDeny, if that code is live\n"));
}

TEST_CASE("an answer about a program as JSON", "[programs]")
{
	const Asked ask(without(WB_DOES_WRITE_USER));
	const auto json = nlohmann::json::parse(
	    ask.text(kprobe({call(7), call(36), kExit}), watchbpf::daemon::OutputFormat::kJson));
	CHECK(json["verdict"] == "denied");
	CHECK(json["if_live"] == true);
	CHECK(json["effect"] == "write_user");
	CHECK(json["cause"]["name"] == "bpf_probe_write_user");
	CHECK(json["cause"]["instruction"] == 1);
	CHECK(json["helpers"] == std::vector<std::string>{"bpf_get_prandom_u32", "bpf_probe_write_user"});
	CHECK(json["instructions"] == 3);
	const auto depends = nlohmann::json::parse(
	    Asked(without(WB_DOES_READ_KERNEL))
		.text(kprobe({kLoadWord, kExit}), watchbpf::daemon::OutputFormat::kJson));
	CHECK(depends["verdict"] == "depends");
	CHECK(depends["reason"].is_null());
	CHECK(depends["depends"][0] == "effect read_kernel (load, insn 0)");
}
