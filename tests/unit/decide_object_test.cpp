// SPDX-License-Identifier: Apache-2.0
// The decision about objects: reason and rule of each refusal, and that a hook which knows
// more never allows more.
#include "bpf/decide.h"

#include <catch2/catch.hpp>
#include <linux/bpf.h>

#include "askers.h"

using namespace watchbpf::test;

namespace {

constexpr std::uint32_t kMaps = WB_TOOL_MAPS, kPrograms = WB_TOOL_PROGRAMS, kLooks = WB_TOOL_INTROSPECTION;
constexpr std::uint32_t kAll = kMaps | kPrograms | kLooks;
constexpr std::uint32_t kRead = WB_ACCESS_READ, kWrite = WB_ACCESS_WRITE, kBoth = WB_ACCESS_READ_WRITE,
			kOwn = WB_ACCESS_OWN, kOwners = kBoth | kOwn, kCreate = WB_ACCESS_CREATE;

struct Case {
	const char *name;
	std::uint32_t flags;
	std::uint32_t hook, command;
	std::uint32_t kind, owned, asked, allowed;
	wb_reason reason;
	wb_rule rule;
};

const Case kCases[] = {
    {"its own map", kMaps, WB_HOOK_COMMAND, BPF_MAP_UPDATE_ELEM, WB_OBJECT_MAP, 1, kWrite, kOwners,
     WB_REASON_ALLOWED, WB_RULE_MAPS},
    {"its own map, frozen", kMaps, WB_HOOK_COMMAND, BPF_MAP_FREEZE, WB_OBJECT_MAP, 1, kOwn, kOwners,
     WB_REASON_ALLOWED, WB_RULE_MAPS},
    {"a foreign map", kMaps, WB_HOOK_COMMAND, BPF_MAP_LOOKUP_ELEM, WB_OBJECT_MAP, 0, kRead, 0,
     WB_REASON_FOREIGN_MAP, WB_RULE_MAPS},
    {"a foreign map's fd", kMaps, WB_HOOK_MAP_FD, 0, WB_OBJECT_MAP, 0, kBoth, 0, WB_REASON_FOREIGN_MAP,
     WB_RULE_MAPS},
    {"a map to read, read", kMaps, WB_HOOK_MAP_FD, 0, WB_OBJECT_MAP, 0, kRead, kRead, WB_REASON_ALLOWED,
     WB_RULE_MAPS},
    {"a map to read, opened for both", kMaps, WB_HOOK_MAP_FD, 0, WB_OBJECT_MAP, 0, kBoth, kRead,
     WB_REASON_READ_ONLY_MAP, WB_RULE_MAPS},
    {"a map to read, mapped for writing", kMaps, WB_HOOK_MAPPING, 0, WB_OBJECT_MAP, 0, kBoth, kRead,
     WB_REASON_READ_ONLY_MAP, WB_RULE_MAPS},
    {"a map to write, written", kMaps, WB_HOOK_COMMAND, BPF_MAP_DELETE_ELEM, WB_OBJECT_MAP, 0, kWrite, kBoth,
     WB_REASON_ALLOWED, WB_RULE_MAPS},
    {"a map to write, frozen", kMaps, WB_HOOK_COMMAND, BPF_MAP_FREEZE, WB_OBJECT_MAP, 0, kOwn, kBoth,
     WB_REASON_NOT_OWNER, WB_RULE_MAPS},
    {"a type that it may not create", kMaps, WB_HOOK_COMMAND, BPF_MAP_CREATE, WB_OBJECT_MAP, 0, kCreate, 0,
     WB_REASON_MAP_TYPE, WB_RULE_MAPS},
    {"a type that it may", kMaps, WB_HOOK_COMMAND, BPF_MAP_CREATE, WB_OBJECT_MAP, 0, kCreate, kCreate,
     WB_REASON_ALLOWED, WB_RULE_MAPS},
    {"maps of a tool without", kLooks, WB_HOOK_MAP_FD, 0, WB_OBJECT_MAP, 0, kRead, 0, WB_REASON_NO_MAPS,
     WB_RULE_MAPS},
    // What its rule would say does not matter before that.
    {"a received map of a tool without", kLooks, WB_HOOK_RECEIVE, 0, WB_OBJECT_MAP, 0, kRead, 0,
     WB_REASON_NO_MAPS, WB_RULE_MAPS},
    {"a received map", kMaps, WB_HOOK_RECEIVE, 0, WB_OBJECT_MAP, 0, kBoth, kRead, WB_REASON_READ_ONLY_MAP,
     WB_RULE_MAPS},
    {"a foreign map, pinned", kMaps, WB_HOOK_COMMAND, BPF_OBJ_PIN, WB_OBJECT_MAP, 0, kWrite, kRead,
     WB_REASON_READ_ONLY_MAP, WB_RULE_MAPS},
    {"its own map, pinned", kMaps, WB_HOOK_COMMAND, BPF_OBJ_PIN, WB_OBJECT_MAP, 1, kWrite, kOwners,
     WB_REASON_ALLOWED, WB_RULE_IDENTITY},
    {"a foreign pin, removed", kAll, WB_HOOK_PIN_REMOVE, 0, WB_OBJECT_LINK, 0, kWrite, 0, WB_REASON_NOT_OWNER,
     WB_RULE_LINKS},
    {"its own link", kPrograms, WB_HOOK_COMMAND, BPF_LINK_UPDATE, WB_OBJECT_LINK, 1, kWrite, kOwners,
     WB_REASON_ALLOWED, WB_RULE_PROGRAMS},
    {"a foreign link", kAll, WB_HOOK_COMMAND, BPF_LINK_DETACH, WB_OBJECT_LINK, 0, kWrite, 0,
     WB_REASON_NOT_OWNER, WB_RULE_LINKS},
    {"a foreign link of a tool without programs", kLooks, WB_HOOK_COMMAND, BPF_LINK_DETACH, WB_OBJECT_LINK, 0,
     kWrite, 0, WB_REASON_NO_PROGRAMS, WB_RULE_PROGRAMS},
    {"a foreign program, detached", kAll, WB_HOOK_COMMAND, BPF_PROG_DETACH, WB_OBJECT_PROGRAM, 0, kWrite, 0,
     WB_REASON_NOT_OWNER, WB_RULE_LINKS},
    {"the same, granted", kAll, WB_HOOK_COMMAND, BPF_PROG_DETACH, WB_OBJECT_PROGRAM, 0, kWrite, kBoth,
     WB_REASON_ALLOWED, WB_RULE_PROGRAMS},
    {"a foreign device program, replaced", kAll, WB_HOOK_NETLINK, 0, WB_OBJECT_PROGRAM, 0, kWrite, 0,
     WB_REASON_NOT_OWNER, WB_RULE_LINKS},
    // Looking at links.
    {"a foreign link, to look at", kLooks, WB_HOOK_COMMAND, BPF_LINK_GET_FD_BY_ID, WB_OBJECT_LINK, 0, kWrite,
     0, WB_REASON_ALLOWED, WB_RULE_IDENTITY},
    {"the same, by who could end it", kLooks | kPrograms, WB_HOOK_COMMAND, BPF_LINK_GET_FD_BY_ID,
     WB_OBJECT_LINK, 0, kWrite, 0, WB_REASON_NOT_OWNER, WB_RULE_LINKS},
    {"the same, granted", kLooks | kPrograms, WB_HOOK_COMMAND, BPF_LINK_GET_FD_BY_ID, WB_OBJECT_LINK, 0,
     kWrite, kBoth, WB_REASON_ALLOWED, WB_RULE_LINKS},
    {"by who may not look", kMaps, WB_HOOK_COMMAND, BPF_LINK_GET_FD_BY_ID, WB_OBJECT_LINK, 0, kWrite, 0,
     WB_REASON_NO_INTROSPECTION, WB_RULE_INTROSPECTION},
    {"its own, by who may not look", kPrograms, WB_HOOK_COMMAND, BPF_LINK_GET_FD_BY_ID, WB_OBJECT_LINK, 1,
     kWrite, kOwners, WB_REASON_ALLOWED, WB_RULE_LINKS},
    {"a foreign program, by who may not look", kMaps, WB_HOOK_PROGRAM_FD, 0, WB_OBJECT_PROGRAM, 0, kWrite, 0,
     WB_REASON_NO_INTROSPECTION, WB_RULE_INTROSPECTION},
    {"a foreign program, by who only looks", kLooks, WB_HOOK_PROGRAM_FD, 0, WB_OBJECT_PROGRAM, 0, kWrite, 0,
     WB_REASON_ALLOWED, WB_RULE_IDENTITY},
    {"its own, by who may not look", kMaps, WB_HOOK_PROGRAM_FD, 0, WB_OBJECT_PROGRAM, 1, kWrite, kOwners,
     WB_REASON_ALLOWED, WB_RULE_IDENTITY},
};

wb_facts facts_of(const Case &row)
{
	wb_facts facts{};
	facts.tool = kTool;
	facts.hook = row.hook;
	facts.command = row.command;
	facts.program.knowledge = WB_KNOWS_EARLIER;
	facts.program.type = BPF_PROG_TYPE_XDP;
	facts.object.kind = row.kind;
	facts.object.owned = row.owned;
	facts.object.asked = row.asked;
	facts.object.allowed = row.allowed;
	return facts;
}

wb_tool tool_with(std::uint32_t flags)
{
	wb_tool rule{};
	rule.flags = flags | WB_TOOL_PRESENT;
	rule.program_types = kThreeTypes;
	return rule;
}

} // namespace

TEST_CASE("what may be done with an object, and which part of the policy says so", "[decide][objects]")
{
	for (const Case &row : kCases) {
		INFO(row.name);
		const wb_facts facts = facts_of(row);
		const wb_tool rule = tool_with(row.flags);
		const wb_verdict verdict = wb_decide(&rule, nullptr, &facts);
		CHECK(verdict.reason == row.reason);
		CHECK(verdict.rule == row.rule);
		CHECK(verdict.action == (row.reason == WB_REASON_ALLOWED ? WB_ALLOW : WB_DENY));
	}
}

TEST_CASE("nobody's task reaches no object, whatever is said to be allowed", "[decide][objects]")
{
	for (const Case &row : kCases) {
		INFO(row.name);
		wb_facts facts = facts_of(row);
		facts.tool = WB_UNTRUSTED;
		facts.object.allowed = ~0u;
		wb_tool rule = tool_with(0);
		CHECK(wb_decide(&rule, nullptr, &facts).reason == WB_REASON_UNTRUSTED);
		rule.flags |= WB_TOOL_INTROSPECTION;
		const bool looks = row.command == BPF_LINK_GET_FD_BY_ID || row.hook == WB_HOOK_PROGRAM_FD;
		CHECK((wb_decide(&rule, nullptr, &facts).action == WB_ALLOW) == looks);
	}
}

TEST_CASE("to know the object never allows more than not to know it", "[decide][objects]")
{
	std::size_t refused = 0; // FAIL is asked only about what failed
	for (std::uint32_t hook = 0; hook <= WB_HOOK_COUNT; hook++)
		for (std::uint32_t command = 0; command < 40; command++)
			for (const std::uint32_t flags : {0u, kMaps, kPrograms, kLooks, kAll})
				for (const std::uint32_t kind :
				     {WB_OBJECT_MAP, WB_OBJECT_PROGRAM, WB_OBJECT_LINK})
					for (std::uint32_t asked = 0; asked < 16; asked++)
						for (std::uint32_t allowed = 0; allowed < 16; allowed++) {
							wb_facts facts =
							    facts_of({"", flags, hook, command, kind,
								      allowed & kOwn, asked, allowed,
								      WB_REASON_ALLOWED, WB_RULE_NONE});
							const wb_tool rule = tool_with(flags);
							const auto with = wb_decide(&rule, nullptr, &facts);
							facts.object = {};
							refused += with.action != WB_ALLOW;
							const auto without =
							    wb_decide(&rule, nullptr, &facts);
							if (with.action == WB_ALLOW &&
							    without.action != WB_ALLOW)
								FAIL("hook " << hook << ", command "
									     << command);
						}
	CHECK(refused > 100'000);
}

TEST_CASE("audit of maps covers maps of others, and not their links", "[decide][objects]")
{
	for (const Case &row : kCases) {
		if (row.reason == WB_REASON_ALLOWED)
			continue;
		INFO(row.name);
		const wb_facts facts = facts_of(row);
		wb_tool rule = tool_with(row.flags | WB_TOOL_AUDIT_MAPS);
		CHECK(wb_decide(&rule, nullptr, &facts).action ==
		      (row.rule == WB_RULE_MAPS ? WB_WOULD_DENY : WB_DENY));
		rule = tool_with(row.flags | WB_TOOL_AUDIT);
		CHECK(wb_decide(&rule, nullptr, &facts).action == WB_WOULD_DENY);
	}
}

TEST_CASE("a program that uses maps which its loader may not", "[decide][objects]")
{
	wb_facts facts{};
	facts.tool = kTool;
	facts.hook = WB_HOOK_PROGRAM_FD;
	facts.object.kind = WB_OBJECT_PROGRAM;
	facts.object.owned = 1;
	facts.object.asked = kWrite;
	facts.object.allowed = kOwners;
	facts.program.knowledge = WB_KNOWS_ALL;
	facts.program.type = BPF_PROG_TYPE_XDP;
	const wb_tool rule = tool_with(kAll), audited = tool_with(kAll | WB_TOOL_AUDIT_MAPS),
		      other = tool_with(kAll | WB_TOOL_AUDIT_PROGRAMS);
	CHECK(wb_decide(&rule, nullptr, &facts).action == WB_ALLOW);
	facts.program.map_refused = kWrite;
	CHECK(wb_decide(&rule, nullptr, &facts).reason == WB_REASON_READ_ONLY_MAP);
	CHECK(wb_decide(&audited, nullptr, &facts).action == WB_WOULD_DENY);
	CHECK(wb_decide(&other, nullptr, &facts).action == WB_DENY);
	facts.program.map_refused = kBoth;
	CHECK(wb_decide(&rule, nullptr, &facts).reason == WB_REASON_FOREIGN_MAP);
	facts.program.map_refused = 0;
	facts.program.map_untold = 1;
	CHECK(wb_decide(&rule, nullptr, &facts).reason == WB_REASON_UNTOLD_MAP);
	CHECK(wb_decide(&rule, nullptr, &facts).rule == WB_RULE_MAPS);
	// A refusal that holds hides behind none that is only reported.
	facts.program.type = BPF_PROG_TYPE_KPROBE;
	CHECK(wb_decide(&audited, nullptr, &facts).reason == WB_REASON_PROGRAM_TYPE);
	CHECK(wb_decide(&audited, nullptr, &facts).action == WB_DENY);
	CHECK(wb_decide(&other, nullptr, &facts).reason == WB_REASON_UNTOLD_MAP);
	CHECK(wb_decide(&other, nullptr, &facts).action == WB_DENY);
}

TEST_CASE("an object that could not be remembered is refused", "[decide][objects]")
{
	wb_facts facts{};
	facts.tool = kTool;
	facts.hook = WB_HOOK_MAP_FD;
	facts.no_room = 1;
	const wb_tool rule = tool_with(kAll | WB_TOOL_AUDIT);
	CHECK(wb_decide(&rule, nullptr, &facts).reason == WB_REASON_NO_ROOM);
	CHECK(wb_decide(&rule, nullptr, &facts).action == WB_DENY);
}
