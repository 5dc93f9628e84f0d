// SPDX-License-Identifier: Apache-2.0
// The decision, case by case: the reason and the rule that a person is shown.
#include "bpf/decide.h"

#include <catch2/catch.hpp>
#include <linux/bpf.h>

#include "askers.h"

using namespace watchbpf::test;

namespace {

struct Case {
	const char *name;
	std::size_t asker; // in kAskers
	wb_facts facts;
	wb_reason reason;
	wb_rule rule;
};

wb_facts facts_of(std::uint32_t hook, std::uint32_t command, std::uint32_t type, std::uint32_t attach = 0)
{
	wb_facts facts{};
	facts.hook = hook;
	facts.command = command;
	facts.program.knowledge = WB_KNOWS_LOADER;
	facts.program.type = type;
	facts.program.attach_type = attach;
	return facts;
}

constexpr std::uint32_t kCommand = WB_HOOK_COMMAND;

const Case kCases[] = {
    {.name = "untrusted load",
     .asker = 0,
     .facts = facts_of(kCommand, BPF_PROG_LOAD, BPF_PROG_TYPE_XDP),
     .reason = WB_REASON_UNTRUSTED,
     .rule = WB_RULE_DEFAULT},
    {.name = "untrusted unknown command",
     .asker = 0,
     .facts = facts_of(kCommand, 4711, 0),
     .reason = WB_REASON_UNTRUSTED,
     .rule = WB_RULE_DEFAULT},
    {.name = "untrusted introspection",
     .asker = 1,
     .facts = facts_of(kCommand, BPF_PROG_GET_NEXT_ID, 0),
     .reason = WB_REASON_ALLOWED,
     .rule = WB_RULE_DEFAULT},
    {.name = "a tool lists",
     .asker = 9,
     .facts = facts_of(kCommand, BPF_PROG_GET_NEXT_ID, 0),
     .reason = WB_REASON_ALLOWED,
     .rule = WB_RULE_IDENTITY},
    {.name = "a tool that may not look",
     .asker = 7,
     .facts = facts_of(kCommand, BPF_BTF_GET_FD_BY_ID, 0),
     .reason = WB_REASON_NO_INTROSPECTION,
     .rule = WB_RULE_INTROSPECTION},
    {.name = "what it has open, it may describe",
     .asker = 7,
     .facts = facts_of(kCommand, BPF_OBJ_GET_INFO_BY_FD, 0),
     .reason = WB_REASON_ALLOWED,
     .rule = WB_RULE_IDENTITY},
    {.name = "untrusted opens a link to look at it",
     .asker = 1,
     .facts = facts_of(kCommand, BPF_LINK_GET_FD_BY_ID, 0),
     .reason = WB_REASON_ALLOWED,
     .rule = WB_RULE_DEFAULT},
    {.name = "no programs",
     .asker = 5,
     .facts = facts_of(kCommand, BPF_PROG_LOAD, BPF_PROG_TYPE_XDP),
     .reason = WB_REASON_NO_PROGRAMS,
     .rule = WB_RULE_PROGRAMS},
    {.name = "no programs, no attaching",
     .asker = 5,
     .facts = facts_of(kCommand, BPF_PROG_ATTACH, 0),
     .reason = WB_REASON_NO_PROGRAMS,
     .rule = WB_RULE_PROGRAMS},
    {.name = "listed type",
     .asker = 4,
     .facts = facts_of(kCommand, BPF_PROG_LOAD, BPF_PROG_TYPE_XDP),
     .reason = WB_REASON_ALLOWED,
     .rule = WB_RULE_PROGRAMS},
    {.name = "other type",
     .asker = 4,
     .facts = facts_of(WB_HOOK_LOAD, 0, BPF_PROG_TYPE_KPROBE),
     .reason = WB_REASON_PROGRAM_TYPE,
     .rule = WB_RULE_PROGRAMS},
    {.name = "type that folds onto XDP",
     .asker = 4,
     .facts = facts_of(WB_HOOK_LOAD, 0, 64 + BPF_PROG_TYPE_XDP),
     .reason = WB_REASON_UNKNOWN_PROGRAM_TYPE,
     .rule = WB_RULE_BUILT_IN},
    {.name = "guard type, although listed",
     .asker = 7,
     .facts = facts_of(kCommand, BPF_PROG_LOAD, BPF_PROG_TYPE_LSM),
     .reason = WB_REASON_GUARD,
     .rule = WB_RULE_BUILT_IN},
    {.name = "fmod_ret",
     .asker = 4,
     .facts = facts_of(kCommand, BPF_PROG_LOAD, BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN),
     .reason = WB_REASON_GUARD,
     .rule = WB_RULE_BUILT_IN},
    {.name = "maps",
     .asker = 5,
     .facts = facts_of(kCommand, BPF_MAP_UPDATE_ELEM, 0),
     .reason = WB_REASON_ALLOWED,
     .rule = WB_RULE_MAPS},
    {.name = "no maps",
     .asker = 4,
     .facts = facts_of(WB_HOOK_MAP_FD, 0, 0),
     .reason = WB_REASON_NO_MAPS,
     .rule = WB_RULE_MAPS},
    {.name = "token",
     .asker = 7,
     .facts = facts_of(kCommand, 36, 0),
     .reason = WB_REASON_GUARD,
     .rule = WB_RULE_BUILT_IN},
    {.name = "unknown command",
     .asker = 7,
     .facts = facts_of(kCommand, 39, 0),
     .reason = WB_REASON_UNKNOWN_COMMAND,
     .rule = WB_RULE_BUILT_IN},
    {.name = "sysctl, tool",
     .asker = 7,
     .facts = facts_of(WB_HOOK_SYSCTL, 0, 0),
     .reason = WB_REASON_GUARD,
     .rule = WB_RULE_BUILT_IN},
    {.name = "sysctl, untrusted",
     .asker = 1,
     .facts = facts_of(WB_HOOK_SYSCTL, 0, 0),
     .reason = WB_REASON_GUARD,
     .rule = WB_RULE_BUILT_IN},
};

} // namespace

TEST_CASE("each denial says why and which part of the policy it comes from", "[decide]")
{
	for (const Case &row : kCases) {
		INFO(row.name);
		wb_facts facts = row.facts;
		facts.tool = kAskers[row.asker].tool;
		const wb_tool rule = rule_of(kAskers[row.asker]);
		const wb_verdict verdict = wb_decide(&rule, nullptr, &facts);
		CHECK(verdict.reason == row.reason);
		CHECK(verdict.rule == row.rule);
		facts.own_object = 1;
		// Who may use no command at all is told that.
		const bool stranger = facts.tool == WB_UNTRUSTED && facts.hook == WB_HOOK_COMMAND &&
				      !(rule.flags & WB_TOOL_INTROSPECTION);
		CHECK(wb_decide(&rule, nullptr, &facts).reason ==
		      (stranger ? row.reason : WB_REASON_OWN_OBJECT));
	}
}

TEST_CASE("only a tool's own tasks, or tasks of no tool, may be traced", "[decide]")
{
	for (const std::uint32_t tracer : {0, 1, 2})
		for (const std::uint32_t target : {0, 1, 2}) {
			wb_facts facts = facts_of(WB_HOOK_TRACE, 0, 0);
			facts.tool = tracer;
			facts.target = target;
			const wb_tool rule = rule_of(kAskers[tracer ? 7 : 1]);
			const bool expected = target == 0 || target == tracer;
			const wb_verdict verdict = wb_decide(&rule, nullptr, &facts);
			CHECK((verdict.action == WB_ALLOW) == expected);
			CHECK((verdict.reason == WB_REASON_FOREIGN_TRACER) != expected);
		}
}
