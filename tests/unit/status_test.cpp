// SPDX-License-Identifier: Apache-2.0
// What watchbpf itself may do while it enforces; and what it says when it is asked.
#include "daemon/status.h"

#include <cstring>

#include <catch2/catch.hpp>
#include <linux/bpf.h>

#include "bpf/decide.h"
#include "daemon/object_rights.h"

using namespace watchbpf;

namespace {

wb_facts own_listing()
{
	wb_facts facts{};
	facts.hook = WB_HOOK_COMMAND;
	facts.command = BPF_ITER_CREATE;
	facts.daemon = 1;
	facts.own_object = 1;
	facts.object.kind = WB_OBJECT_LINK;
	facts.object.own = 1;
	return facts;
}

bool allowed(const wb_facts &facts)
{
	wb_tool rule{};
	rule.flags = WB_TOOL_PRESENT;
	return wb_decide(&rule, nullptr, &facts).action == WB_ALLOW;
}

wb_tool tool(const char *name, std::uint32_t reach)
{
	wb_tool tool{};
	tool.flags = WB_TOOL_PRESENT | WB_TOOL_MAPS | WB_TOOL_PROGRAMS;
	tool.reach = reach;
	std::strcpy(tool.name, name);
	return tool;
}

// Bob's `ct` is read-only for alice, whose rule for the rest of his is rw; carol has nothing.
policy::Generation shared()
{
	policy::Generation generation;
	generation.tools = {wb_tool{}, tool("alice", 1), tool("bob", 0), tool("carol", 0)};
	wb_reach reach{};
	reach.reads_only = 1;
	reach.rules[0] = {.owner = 2, .access = WB_ACCESS_READ, .name = {}, .mask = {}};
	std::strcpy(reach.rules[0].name.name, "ct");
	std::memset(&reach.rules[0].mask, 0xff, sizeof(reach.rules[0].mask));
	reach.rules[1] = {.owner = 2, .access = WB_ACCESS_READ_WRITE, .name = {}, .mask = {}};
	generation.reaches = {wb_reach{}, reach};
	return generation;
}

wb_shown shown(std::uint32_t kind, std::uint32_t id, std::uint32_t owner, const char *name)
{
	wb_shown object{};
	object.kind = kind;
	object.id = id;
	object.type = 1;
	object.owner = owner;
	object.flags = WB_SHOWN_RECORDED;
	std::strcpy(object.name, name);
	return object;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("status: watchbpf may run its own iterators while it enforces, and nothing else")
{
	CHECK(allowed(own_listing()));
	const auto refused = [](auto change) {
		wb_facts facts = own_listing();
		change(facts);
		return !allowed(facts);
	};
	CHECK(refused([](wb_facts &facts) { facts.daemon = 0; }));
	CHECK(refused([](wb_facts &facts) { facts.caller = WB_CALLER_PROGRAM; }));
	CHECK(refused([](wb_facts &facts) { facts.caller = WB_CALLER_KERNEL_THREAD; }));
	CHECK(refused([](wb_facts &facts) { facts.object.own = 0; }));
	CHECK(refused([](wb_facts &facts) { facts.object.kind = WB_OBJECT_NONE; }));
	CHECK(refused([](wb_facts &facts) { facts.object.kind = WB_OBJECT_PROGRAM; }));
	for (std::uint32_t command = 0; command < 64; command++)
		if (command != BPF_ITER_CREATE)
			CHECK(refused([&](wb_facts &facts) { facts.command = command; }));
	for (std::uint32_t hook = 0; hook < WB_HOOK_COUNT; hook++)
		if (hook != WB_HOOK_COMMAND && hook != WB_HOOK_TRACE)
			CHECK(refused([&](wb_facts &facts) { facts.hook = hook; }));
}

TEST_CASE("status: who may write what")
{
	const auto generation = shared();
	daemon::ObjectRights rights(generation);
	CHECK(rights.writers(shown(WB_OBJECT_MAP, 1, 2, "ct")) == Names{"bob"});
	CHECK(rights.writers(shown(WB_OBJECT_MAP, 2, 2, "other")) == Names{"bob", "alice"});
	CHECK(rights.writers(shown(WB_OBJECT_MAP, 3, 1, "ct")) == Names{"alice"});
	CHECK(rights.writers(shown(WB_OBJECT_MAP, 4, WB_UNTRUSTED, "ct")).empty());
	CHECK(rights.writers(shown(WB_OBJECT_PROGRAM, 5, 2, "ct")) == Names{"bob"});
	auto own = shown(WB_OBJECT_MAP, 6, WB_UNTRUSTED, "wb_maps");
	own.flags |= WB_SHOWN_OWN;
	CHECK(rights.writers(own).empty());
	// Who could put `ct` into a map of maps could have bob's programs write it.
	auto outer = shown(WB_OBJECT_MAP, 7, 2, "other");
	outer.type = BPF_MAP_TYPE_ARRAY_OF_MAPS;
	CHECK(rights.writers(outer) == Names{"bob"});
	// Of which nothing is known counts as watchbpf's.
	auto unknown = shown(WB_OBJECT_LINK, 8, 2, "other");
	CHECK(rights.writers(unknown) == Names{"bob"});
	unknown.flags = 0;
	CHECK(rights.writers(unknown).empty());
}

TEST_CASE("status: the text has every object, and no name breaks a line")
{
	daemon::Status status;
	status.policy = "a\n\x1b[2Jb";
	status.list.objects = {shown(WB_OBJECT_MAP, 7, 2, "ct"), shown(WB_OBJECT_LINK, 8, 9, "x\ny")};
	status.list.objects[0].flags |= WB_SHOWN_PIN_KNOWN | WB_SHOWN_PINNED;
	const std::string line = daemon::status_json(status, shared(), true);
	CHECK(std::count(line.begin(), line.end(), '\n') == 1);
	const auto text = daemon::status_text(line);
	REQUIRE(text);
	INFO(*text);
	CHECK_THAT(*text,
		   Catch::Contains("map   7   hash            ct      bob      yes     no       bob\n"));
	CHECK_THAT(*text, Catch::Contains("x\\x0ay  unowned  ?"));
	CHECK(text->find('\x1b') == std::string::npos);
	CHECK_FALSE(daemon::status_text("{\"state\":1}\n"));
	CHECK_FALSE(daemon::status_text("no JSON\n"));
}
