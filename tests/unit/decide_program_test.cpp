// SPDX-License-Identifier: Apache-2.0
// What a program must keep to: each limit denies and allows, in the order in which a
// person is told; and what must hold whatever a policy says.
#include "bpf/decide.h"

#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <linux/bpf.h>

namespace {

constexpr std::uint32_t kTool = 3;
constexpr std::uint32_t kAll[] = {WB_KNOWS_NO_TYPE, WB_KNOWS_LOADER, WB_KNOWS_NOTHING, WB_KNOWS_EARLIER,
				  WB_KNOWS_ALL};

wb_tool tracer(std::uint32_t more = 0)
{
	wb_tool rule{};
	rule.flags = WB_TOOL_PRESENT | WB_TOOL_PROGRAMS | more;
	rule.program_types = 1ull << BPF_PROG_TYPE_TRACING | 1ull << BPF_PROG_TYPE_LSM;
	rule.limits = 1;
	return rule;
}

wb_program_facts program(std::uint32_t knowledge = WB_KNOWS_ALL)
{
	wb_program_facts facts{};
	facts.knowledge = knowledge;
	facts.type = BPF_PROG_TYPE_TRACING;
	facts.attach_type = BPF_TRACE_FENTRY;
	facts.instructions = 100;
	return facts;
}

// Everything that a limit could refuse, and nothing that is built in.
wb_program_facts busy(std::uint32_t knowledge = WB_KNOWS_ALL)
{
	wb_program_facts facts = program(knowledge);
	facts.effects = WB_DOES_SIGNAL | WB_DOES_UNKNOWN;
	facts.kfunc_refused = 77;
	facts.target_refused = 1;
	facts.helpers[2] = 1ull << 5;
	return facts;
}

struct Limit {
	std::uint32_t flag;
	wb_reason reason;
	bool of_loader; // asked before the verifier runs
	// The record that lets busy() pass.
	std::function<void(wb_limits &)> allow;
};

const std::vector<Limit> &all_limits()
{
	static const std::vector<Limit> all = {
	    {WB_LIMIT_ATTACH, WB_REASON_ATTACH_TYPE, true,
	     [](wb_limits &limits) { limits.attach_types = 1ull << BPF_TRACE_FENTRY; }},
	    {WB_LIMIT_INSTRUCTIONS, WB_REASON_INSTRUCTIONS, true,
	     [](wb_limits &limits) { limits.max_instructions = 100; }},
	    {WB_LIMIT_SIGNED, WB_REASON_SIGNATURE, true, nullptr},
	    {WB_LIMIT_TARGETS, WB_REASON_TARGET, false, nullptr},
	    {WB_LIMIT_HELPERS, WB_REASON_HELPER, false,
	     [](wb_limits &limits) { limits.helpers[2] = 1ull << 5; }},
	    {WB_LIMIT_KFUNCS, WB_REASON_KFUNC, false, nullptr},
	    {WB_LIMIT_EFFECTS, WB_REASON_EFFECT, false,
	     [](wb_limits &limits) { limits.effects = WB_DOES_SIGNAL | WB_DOES_UNKNOWN; }},
	};
	return all;
}

wb_limits limits_of(std::uint32_t flags)
{
	wb_limits limits{};
	limits.flags = flags;
	return limits;
}

wb_verdict decided(const wb_limits &limits, const wb_program_facts &facts, std::uint32_t more = 0)
{
	const wb_tool rule = tracer(more);
	return wb_decide_program(&rule, &limits, &facts);
}

wb_verdict decided_at(wb_hook hook, const wb_limits *limits, const wb_program_facts &facts,
		      const wb_tool &rule = tracer())
{
	wb_facts all{};
	all.tool = kTool;
	all.hook = hook;
	all.command = BPF_PROG_LOAD;
	all.program = facts;
	return wb_decide(&rule, limits, &all);
}

} // namespace

TEST_CASE("each limit alone denies, at the first hook that can tell", "[decide][limits]")
{
	for (const Limit &limit : all_limits()) {
		INFO(limit.flag);
		const wb_limits limits = limits_of(limit.flag);
		const wb_verdict all = decided(limits, busy());
		CHECK(all.action == WB_DENY);
		CHECK(all.reason == limit.reason);
		CHECK(all.rule == WB_RULE_LIMITS);
		const wb_verdict loader = decided(limits, busy(WB_KNOWS_LOADER));
		CHECK(loader.reason == (limit.of_loader ? limit.reason : WB_REASON_ALLOWED));
	}
}

TEST_CASE("each limit alone allows what it lists", "[decide][limits]")
{
	for (const Limit &limit : all_limits()) {
		INFO(limit.flag);
		wb_limits limits = limits_of(limit.flag);
		wb_program_facts facts = busy();
		if (limit.allow)
			limit.allow(limits);
		else // what it lists is found by the hook
			facts.kfunc_refused = facts.target_refused = 0, facts.signature = WB_SIGNATURE_SYSTEM;
		CHECK(decided(limits, facts).action == WB_ALLOW);
		CHECK(decided(limits, facts).rule == WB_RULE_LIMITS);
	}
}

TEST_CASE("limits that are not set are not asked", "[decide][limits]")
{
	CHECK(decided(limits_of(0), busy()).action == WB_ALLOW);
	CHECK(decided(limits_of(0), busy()).rule == WB_RULE_PROGRAMS);
	const wb_tool rule = tracer();
	const wb_program_facts facts = busy();
	CHECK(wb_decide_program(&rule, nullptr, &facts).action == WB_ALLOW);
}

// Whatever is set: adding a limit never allows more, and one that refuses alone refuses among others.
TEST_CASE("limits only take away", "[decide][limits]")
{
	for (std::uint32_t flags = 0; flags < 1u << 7; flags++)
		for (const std::uint32_t knowledge : kAll) {
			const wb_verdict verdict = decided(limits_of(flags), busy(knowledge));
			for (const Limit &limit : all_limits()) {
				const bool alone =
				    decided(limits_of(limit.flag), busy(knowledge)).action == WB_DENY;
				if (flags & limit.flag && alone)
					CHECK(verdict.action == WB_DENY);
			}
			if (flags && knowledge == WB_KNOWS_EARLIER)
				CHECK(verdict.reason == WB_REASON_EARLIER);
		}
}

TEST_CASE("the number of a verdict is the helper or effect that is refused", "[decide][limits]")
{
	CHECK(decided(limits_of(WB_LIMIT_HELPERS), busy()).number == 2 * 64 + 5);
	CHECK(decided(limits_of(WB_LIMIT_EFFECTS), busy()).number == WB_EFFECT_SIGNAL);
	// `unknown` stands for the others, and is told last.
	wb_limits limits = limits_of(WB_LIMIT_EFFECTS);
	limits.effects = WB_DOES_SIGNAL;
	CHECK(decided(limits, busy()).number == WB_EFFECT_UNKNOWN);
	for (std::uint32_t helper = 0; helper < WB_HELPER_END; helper++) {
		wb_program_facts facts = program();
		facts.helpers[helper / 64] = 1ull << (helper % 64);
		const wb_verdict verdict = decided(limits_of(WB_LIMIT_HELPERS), facts);
		CHECK(verdict.action == WB_DENY);
		CHECK(verdict.number == helper);
		wb_limits listed = limits_of(WB_LIMIT_HELPERS);
		listed.helpers[helper / 64] = 1ull << (helper % 64);
		CHECK(decided(listed, facts).action == WB_ALLOW);
	}
	for (std::uint32_t effect = 0; effect < WB_EFFECT_COUNT; effect++) {
		wb_program_facts facts = program();
		facts.effects = 1u << effect;
		wb_limits others = limits_of(WB_LIMIT_EFFECTS);
		others.effects = ~facts.effects;
		const wb_verdict verdict = decided(others, facts, WB_TOOL_GUARD);
		CHECK(verdict.reason == WB_REASON_EFFECT);
		CHECK(verdict.number == effect);
		others.effects = facts.effects;
		CHECK(decided(others, facts, WB_TOOL_GUARD).action == WB_ALLOW);
	}
}

TEST_CASE("instructions: up to the number, and where the hook can tell", "[decide][limits]")
{
	wb_limits limits = limits_of(WB_LIMIT_INSTRUCTIONS);
	limits.max_instructions = 100;
	wb_program_facts facts = program(WB_KNOWS_LOADER);
	CHECK(decided(limits, facts).action == WB_ALLOW);
	facts.instructions = 101;
	CHECK(decided(limits, facts).reason == WB_REASON_INSTRUCTIONS);
	facts.instructions = WB_NOT_KNOWN;
	CHECK(decided(limits, facts).action == WB_ALLOW);
}

TEST_CASE("whose signature counts", "[decide][limits]")
{
	const struct {
		std::int32_t asked; // 0: the system's
		std::uint32_t signature;
		std::int32_t keyring;
		bool counts;
	} rows[] = {
	    {0, WB_SIGNATURE_SYSTEM, 0, true},  {0, WB_SIGNATURE_NONE, 0, false},
	    {0, WB_SIGNATURE_KEY, 0, false},    {0, WB_SIGNATURE_KEY, 7, false},
	    {7, WB_SIGNATURE_KEY, 7, true},     {7, WB_SIGNATURE_KEY, 8, false},
	    {7, WB_SIGNATURE_SYSTEM, 7, false}, {7, WB_SIGNATURE_NONE, 7, false},
	    {0, WB_NOT_KNOWN, 0, true}, // lsm/bpf: asked again where it is known
	};
	for (const auto &row : rows) {
		wb_limits limits = limits_of(WB_LIMIT_SIGNED);
		limits.keyring = row.asked;
		wb_program_facts facts = program(WB_KNOWS_LOADER);
		facts.signature = row.signature;
		facts.keyring = row.keyring;
		CHECK((decided(limits, facts).action == WB_ALLOW) == row.counts);
	}
}

TEST_CASE("no record of a program: nobody gets an fd of it", "[decide][limits]")
{
	for (const wb_limits &limits : {limits_of(0), limits_of(WB_LIMIT_EFFECTS)})
		for (const int flags : {0, WB_TOOL_GUARD | WB_TOOL_NESTED, int{WB_TOOL_AUDIT}}) {
			wb_tool rule = tracer(static_cast<std::uint32_t>(flags));
			const auto verdict =
			    decided_at(WB_HOOK_PROGRAM_FD, &limits, program(WB_KNOWS_NOTHING), rule);
			CHECK(verdict.action == WB_DENY);
			CHECK(verdict.reason == WB_REASON_UNSEEN);
			CHECK(verdict.rule == WB_RULE_BUILT_IN);
			rule.flags &= ~static_cast<std::uint32_t>(WB_TOOL_PROGRAMS);
			CHECK(
			    decided_at(WB_HOOK_PROGRAM_FD, &limits, program(WB_KNOWS_NOTHING), rule).action ==
			    WB_DENY);
		}
}

TEST_CASE("a program from before: for tools without limits", "[decide][limits]")
{
	const wb_limits none = limits_of(0);
	CHECK(decided_at(WB_HOOK_PROGRAM_FD, &none, program(WB_KNOWS_EARLIER)).action == WB_ALLOW);
	for (const Limit &limit : all_limits()) {
		const wb_limits limits = limits_of(limit.flag);
		CHECK(decided_at(WB_HOOK_PROGRAM_FD, &limits, program(WB_KNOWS_EARLIER)).reason ==
		      WB_REASON_EARLIER);
	}
}

TEST_CASE("limits that cannot be read are no rule", "[decide][limits]")
{
	const wb_verdict verdict = decided_at(WB_HOOK_LOAD, nullptr, program(WB_KNOWS_LOADER));
	CHECK(verdict.action == WB_DENY);
	CHECK(verdict.reason == WB_REASON_NO_RULE);
	CHECK(verdict.rule == WB_RULE_BUILT_IN);
}

TEST_CASE("audit covers limits as the types beside them", "[decide][limits]")
{
	const wb_limits limits = limits_of(WB_LIMIT_EFFECTS);
	for (const std::uint32_t audit : {WB_TOOL_AUDIT, WB_TOOL_AUDIT_PROGRAMS}) {
		CHECK(decided_at(WB_HOOK_PROGRAM_FD, &limits, busy(), tracer(audit)).action == WB_WOULD_DENY);
		wb_program_facts guard = busy();
		guard.effects |= WB_DOES_GUARD;
		CHECK(decided_at(WB_HOOK_PROGRAM_FD, &limits, guard, tracer(audit)).action == WB_DENY);
	}
	CHECK(decided_at(WB_HOOK_PROGRAM_FD, &limits, busy(), tracer(WB_TOOL_AUDIT_MAPS)).action == WB_DENY);
}

TEST_CASE("whatever could switch watchbpf off needs guard, and is limited all the same", "[decide][guard]")
{
	std::vector<wb_program_facts> guards(4, program());
	guards[0].type = BPF_PROG_TYPE_LSM;
	guards[1].attach_type = BPF_MODIFY_RETURN;
	guards[2].target_guards = 1;
	guards[3].effects = WB_DOES_GUARD;
	for (const wb_program_facts &facts : guards) {
		wb_limits limits = limits_of(0);
		CHECK(decided(limits, facts).reason == WB_REASON_GUARD);
		CHECK(decided(limits, facts).rule == WB_RULE_BUILT_IN);
		CHECK(decided(limits, facts, WB_TOOL_GUARD).action == WB_ALLOW);
		CHECK(decided(limits, facts, WB_TOOL_NESTED).action == WB_DENY);
		limits = limits_of(WB_LIMIT_INSTRUCTIONS);
		CHECK(decided(limits, facts, WB_TOOL_GUARD).reason == WB_REASON_INSTRUCTIONS);
	}
	// What nobody knows is not guard's to give.
	wb_program_facts unknown = program();
	unknown.attach_type = 62;
	CHECK(decided(limits_of(0), unknown, WB_TOOL_GUARD).action == WB_DENY);
	unknown = program();
	unknown.type = 60;
	CHECK(decided(limits_of(0), unknown, WB_TOOL_GUARD).action == WB_DENY);
	// And of the types, only those that are listed.
	wb_program_facts ext = program();
	ext.type = BPF_PROG_TYPE_EXT;
	CHECK(decided(limits_of(0), ext, WB_TOOL_GUARD).reason == WB_REASON_PROGRAM_TYPE);
}

TEST_CASE("calls of bpf() that no task makes", "[decide][guard]")
{
	wb_facts facts{};
	facts.tool = kTool;
	facts.hook = WB_HOOK_COMMAND;
	facts.command = BPF_OBJ_GET_INFO_BY_FD;
	const wb_limits limits{};
	const auto reason = [&](std::uint32_t flags) {
		const wb_tool rule = tracer(flags);
		return wb_decide(&rule, &limits, &facts).reason;
	};
	facts.caller = WB_CALLER_PROGRAM;
	CHECK(reason(0) == WB_REASON_NESTED);
	CHECK(reason(WB_TOOL_GUARD) == WB_REASON_NESTED);
	CHECK(reason(WB_TOOL_GUARD | WB_TOOL_AUDIT) == WB_REASON_NESTED);
	CHECK(reason(WB_TOOL_GUARD | WB_TOOL_NESTED) == WB_REASON_ALLOWED);
	facts.caller = WB_CALLER_KERNEL_THREAD;
	CHECK(reason(WB_TOOL_GUARD | WB_TOOL_NESTED) == WB_REASON_KERNEL_THREAD);
	const wb_tool rule = tracer(WB_TOOL_AUDIT);
	CHECK(wb_decide(&rule, &limits, &facts).action == WB_DENY);
}
