// SPDX-License-Identifier: Apache-2.0
// The decision, exhaustively: every hook, command, program type and attach type
// against every kind of rule. What is expected is said a second time here, in
// other words than decide.h's; the properties must hold whatever it says.
#include "bpf/decide.h"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <linux/bpf.h>

#include "askers.h"

using namespace watchbpf::test;

namespace {

// Numbers between, at and beyond every edge, and what a shift or a sign could fold.
constexpr std::uint32_t kStrange[] = {63,  64,         65,         70,         128,         255,
				      256, 0x7fffffff, 0x80000000, 0xfffffffe, WB_NOT_KNOWN};

// The three that decide for the kernel, the last one known, their neighbours, and "cannot know".
constexpr std::uint32_t kAttachTypes[] = {0,  25, 26, 27, 28, 42, 43,          44,
					  58, 59, 61, 62, 63, 64, WB_NOT_KNOWN};

std::vector<std::uint32_t> numbers_up_to(std::uint32_t last)
{
	std::vector<std::uint32_t> numbers(std::begin(kStrange), std::end(kStrange));
	for (std::uint32_t number = 0; number <= last; number++)
		numbers.push_back(number);
	return numbers;
}

bool guards(std::uint32_t type)
{
	return type == BPF_PROG_TYPE_LSM || type == BPF_PROG_TYPE_EXT || type == BPF_PROG_TYPE_SYSCALL ||
	       type == BPF_PROG_TYPE_CGROUP_SYSCTL;
}

bool attach_guards(std::uint32_t type)
{
	return type == BPF_MODIFY_RETURN || type == BPF_LSM_MAC || type == BPF_LSM_CGROUP || type >= 59;
}

// Calls `check(asker, rule, facts)` for the whole space.
template <typename Check>
void for_everything(const Check &check)
{
	const auto commands = numbers_up_to(40);
	const auto types = numbers_up_to(40);
	std::size_t asked = 0;
	for (const Asker &asker : kAskers)
		for (const std::uint32_t audit : {0, 1})
			for (std::uint32_t hook = 0; hook <= WB_HOOK_COUNT + 1; hook++)
				for (const std::uint32_t command : commands)
					for (const std::uint32_t type : types)
						for (const std::uint32_t attach : kAttachTypes)
							for (const std::uint32_t own : {0, 1}) {
								wb_facts facts{};
								facts.tool = asker.tool;
								facts.hook = hook;
								facts.command = command;
								facts.program.knowledge = WB_KNOWS_LOADER;
								facts.program.type = type;
								facts.program.attach_type = attach;
								facts.own_object = own;
								facts.target = 9;
								facts.audit = audit;
								check(asker, rule_of(asker), facts);
								asked++;
							}
	CHECK(asked > 1'000'000); // HOLDS counts only what failed
}

std::string described(const Asker &asker, const wb_facts &facts)
{
	return std::string(asker.name) + ", hook " + std::to_string(facts.hook) + ", command " +
	       std::to_string(facts.command) + ", type " + std::to_string(facts.program.type) + ", attach " +
	       std::to_string(facts.program.attach_type) + ", own " + std::to_string(facts.own_object);
}

// Catch counts slowly: ask it only about what failed.
#define HOLDS(condition)                                                                                     \
	do {                                                                                                 \
		if (!(condition))                                                                            \
			FAIL(#condition << ": " << described(asker, facts));                                 \
	} while (0)

enum Group { kMaps, kLoad, kPrograms, kObjects, kOpen, kIntrospect, kDescribe, kProgramFd, kNever };

// The commands in groups, by the kernel's names.
Group group_of(std::uint32_t command)
{
	switch (command) {
	case BPF_MAP_CREATE:
	case BPF_MAP_LOOKUP_ELEM:
	case BPF_MAP_UPDATE_ELEM:
	case BPF_MAP_DELETE_ELEM:
	case BPF_MAP_GET_NEXT_KEY:
	case BPF_MAP_GET_FD_BY_ID:
	case BPF_MAP_LOOKUP_AND_DELETE_ELEM:
	case BPF_MAP_FREEZE:
	case BPF_MAP_LOOKUP_BATCH:
	case BPF_MAP_LOOKUP_AND_DELETE_BATCH:
	case BPF_MAP_UPDATE_BATCH:
	case BPF_MAP_DELETE_BATCH:
		return kMaps;
	case BPF_PROG_LOAD:
		return kLoad;
	case BPF_PROG_ATTACH:
	case BPF_PROG_DETACH:
	case BPF_PROG_TEST_RUN:
	case BPF_RAW_TRACEPOINT_OPEN:
	case BPF_LINK_CREATE:
	case BPF_LINK_UPDATE:
	case BPF_ENABLE_STATS:
	case BPF_ITER_CREATE:
	case BPF_LINK_DETACH:
	case BPF_PROG_BIND_MAP:
	case 37:
	case 38:
		return kPrograms;
	case BPF_OBJ_PIN:
	case BPF_OBJ_GET:
	case BPF_BTF_LOAD:
		return kObjects;
	case BPF_PROG_GET_FD_BY_ID:
	case BPF_LINK_GET_FD_BY_ID:
		return kOpen;
	case BPF_OBJ_GET_INFO_BY_FD:
		return kDescribe;
	case BPF_PROG_GET_NEXT_ID:
	case BPF_MAP_GET_NEXT_ID:
	case BPF_PROG_QUERY:
	case BPF_BTF_GET_FD_BY_ID:
	case BPF_TASK_FD_QUERY:
	case BPF_BTF_GET_NEXT_ID:
	case BPF_LINK_GET_NEXT_ID:
		return kIntrospect;
	default: // TOKEN_CREATE among them
		return kNever;
	}
}

Group asked(const wb_facts &facts)
{
	switch (facts.hook) {
	case WB_HOOK_COMMAND:
		return group_of(facts.command);
	case WB_HOOK_LOAD:
		return kLoad;
	case WB_HOOK_MAP_FD:
	case WB_HOOK_MAPPING:
		return kMaps;
	case WB_HOOK_PROGRAM_FD:
		return kProgramFd;
	case WB_HOOK_RECEIVE:
	case WB_HOOK_PIN_OPEN:
	case WB_HOOK_PIN_REMOVE:
		return kObjects;
	case WB_HOOK_SOCKET:
	case WB_HOOK_DEVICE:
	case WB_HOOK_NETLINK:
		return kPrograms;
	default:
		return kNever;
	}
}

bool may_load(const wb_tool &rule, const wb_facts &facts)
{
	if (!(rule.flags & WB_TOOL_PROGRAMS) || attach_guards(facts.program.attach_type))
		return false;
	return facts.program.type >= 1 && facts.program.type <= 32 && !guards(facts.program.type) &&
	       (rule.program_types & 1ull << facts.program.type);
}

bool is_looking(Group group)
{
	return group == kIntrospect || group == kDescribe || group == kOpen || group == kProgramFd;
}

// Of whose object it is, nothing is known here: decide_object_test.cpp.
bool allowed(const wb_tool &rule, const wb_facts &facts)
{
	const Group group = asked(facts);
	if (facts.own_object)
		return false;
	if (facts.tool == WB_UNTRUSTED)
		return is_looking(group) && rule.flags & WB_TOOL_INTROSPECTION;
	switch (group) {
	case kMaps:
		return rule.flags & WB_TOOL_MAPS;
	case kLoad:
		return may_load(rule, facts);
	case kPrograms:
		return rule.flags & WB_TOOL_PROGRAMS;
	case kProgramFd: // who could attach it must be allowed to load it
		return !(rule.flags & WB_TOOL_PROGRAMS) || may_load(rule, facts);
	case kIntrospect:
		return rule.flags & WB_TOOL_INTROSPECTION;
	case kObjects:
	case kOpen:
	case kDescribe:
		return true;
	default:
		return false;
	}
}

} // namespace

TEST_CASE("the verdict is the table's, everywhere", "[decide]")
{
	for_everything([](const Asker &asker, const wb_tool &rule, const wb_facts &facts) {
		const wb_verdict verdict = wb_decide(&rule, nullptr, &facts);
		const bool expected = allowed(rule, facts);
		HOLDS((verdict.action == WB_ALLOW) == expected);
		HOLDS((verdict.reason == WB_REASON_ALLOWED) == expected);
		HOLDS(verdict.reason < WB_REASON_COUNT && verdict.rule < WB_RULE_COUNT);
		if (!expected)
			HOLDS(verdict.action == (facts.audit ? WB_WOULD_DENY : WB_DENY));
	});
}

TEST_CASE("untrusted tasks are allowed nothing but granted introspection", "[decide]")
{
	for_everything([](const Asker &asker, const wb_tool &rule, const wb_facts &facts) {
		if (asker.tool != WB_UNTRUSTED || wb_decide(&rule, nullptr, &facts).action != WB_ALLOW)
			return;
		HOLDS(rule.flags & WB_TOOL_INTROSPECTION);
		HOLDS(is_looking(asked(facts)));
	});
}

TEST_CASE("guard types, guard attach types and our own objects are never allowed", "[decide]")
{
	for_everything([](const Asker &asker, const wb_tool &rule, const wb_facts &facts) {
		const bool load = facts.hook == WB_HOOK_LOAD ||
				  (facts.hook == WB_HOOK_COMMAND && facts.command == BPF_PROG_LOAD);
		const bool never =
		    facts.own_object || facts.hook == WB_HOOK_SYSCTL ||
		    (facts.hook == WB_HOOK_COMMAND && facts.command == 36) ||
		    (load && (guards(facts.program.type) || attach_guards(facts.program.attach_type)));
		if (!never)
			return;
		HOLDS(wb_decide(&rule, nullptr, &facts).action != WB_ALLOW);
		// Nor let through because the tool or one of its rules is in audit mode.
		wb_tool audited = rule;
		audited.flags |= WB_TOOL_AUDIT | WB_TOOL_AUDIT_PROGRAMS | WB_TOOL_AUDIT_MAPS;
		if (facts.tool != WB_UNTRUSTED)
			HOLDS(wb_decide(&audited, nullptr, &facts).action ==
			      (facts.audit ? WB_WOULD_DENY : WB_DENY));
	});
}

TEST_CASE("no rule and a zeroed rule deny", "[decide]")
{
	for_everything([](const Asker &asker, const wb_tool &rule, const wb_facts &facts) {
		wb_tool absent = rule;
		absent.flags &= ~std::uint32_t{WB_TOOL_PRESENT};
		const wb_tool zeroed{};
		for (const wb_tool *none : {static_cast<const wb_tool *>(nullptr), &zeroed,
					    static_cast<const wb_tool *>(&absent)}) {
			const wb_verdict verdict = wb_decide(none, nullptr, &facts);
			HOLDS(verdict.action == (facts.audit ? WB_WOULD_DENY : WB_DENY));
			HOLDS(verdict.reason == WB_REASON_NO_RULE);
			HOLDS(verdict.rule == WB_RULE_BUILT_IN);
		}
	});
}

TEST_CASE("audit of the run changes the action and nothing else", "[decide]")
{
	for_everything([](const Asker &asker, const wb_tool &rule, const wb_facts &facts) {
		wb_facts other = facts;
		other.audit ^= 1;
		const wb_verdict verdict = wb_decide(&rule, nullptr, &facts),
				 twin = wb_decide(&rule, nullptr, &other);
		HOLDS(verdict.reason == twin.reason);
		HOLDS(verdict.rule == twin.rule);
		HOLDS((verdict.action == WB_ALLOW) == (twin.action == WB_ALLOW));
	});
}

TEST_CASE("audit of a tool or a rule covers what the policy says, never what is built in", "[decide]")
{
	struct Row {
		std::uint32_t flag;
		std::vector<std::uint8_t> covered;
	};
	const Row rows[] = {
	    {WB_TOOL_AUDIT, {WB_RULE_DEFAULT, WB_RULE_PROGRAMS, WB_RULE_MAPS, WB_RULE_INTROSPECTION}},
	    {WB_TOOL_AUDIT_PROGRAMS, {WB_RULE_PROGRAMS}},
	    {WB_TOOL_AUDIT_MAPS, {WB_RULE_MAPS}},
	};
	for (const Row &row : rows)
		for_everything([&](const Asker &asker, const wb_tool &rule, const wb_facts &facts) {
			if (facts.audit)
				return;
			wb_tool audited = rule;
			audited.flags |= row.flag;
			const wb_verdict verdict = wb_decide(&rule, nullptr, &facts),
					 twin = wb_decide(&audited, nullptr, &facts);
			if (facts.own_object) {
				HOLDS(twin.action == WB_DENY);
				return;
			}
			// Without program types it only looks; in audit mode it could attach, too.
			if (facts.hook == WB_HOOK_PROGRAM_FD && !(rule.flags & WB_TOOL_PROGRAMS) &&
			    twin.rule == WB_RULE_BUILT_IN && twin.reason != WB_REASON_ALLOWED) {
				HOLDS(twin.action == WB_DENY);
				return;
			}
			const bool reports =
			    verdict.action == WB_DENY && std::ranges::count(row.covered, verdict.rule);
			HOLDS(twin.action == (reports ? std::uint8_t{WB_WOULD_DENY} : verdict.action));
			HOLDS(twin.reason == verdict.reason);
		});
}
