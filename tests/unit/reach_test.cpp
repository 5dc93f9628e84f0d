// SPDX-License-Identifier: Apache-2.0
// What a tool may do with an object, by its owner and name: the kernel's lines held against
// the same said a second time, in other words.
#include "bpf/reach.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "bpf/vocabulary.h"

namespace {

constexpr std::uint32_t kAlice = 1, kBob = 2, kCarol = 0xffff;
constexpr std::uint32_t kOwners[] = {WB_UNTRUSTED, kAlice, kBob, kCarol, 3};
constexpr std::uint32_t kNamed[] = {0, kAlice, kBob, kCarol, WB_NO_OWNER, WB_ANY_OWNER};
constexpr std::uint32_t kAccess[] = {0, WB_ACCESS_READ, WB_ACCESS_READ_WRITE};
const std::string kNames[] = {
    "", "c", "ct", "ct_map", "ct_map_tcp4", "ct_map_tcp4_glo", "abcdefghijklmno", ".rodata"};

wb_map_name name_of(const std::string &text)
{
	wb_map_name name{};
	text.copy(name.name, WB_NAME_BYTES - 1);
	return name;
}

// `text`: a name, or its beginning and '*'.
wb_map_rule rule_for(std::uint32_t owner, std::string text, std::uint32_t access)
{
	const bool start = text.ends_with('*');
	if (start)
		text.pop_back();
	wb_map_rule rule{};
	rule.owner = owner;
	rule.access = access;
	rule.name = name_of(text);
	std::memset(rule.mask.name, 0xff, start ? text.size() : WB_NAME_BYTES);
	return rule;
}

wb_tool tool_with(std::uint32_t flags)
{
	wb_tool tool{};
	tool.flags = flags | WB_TOOL_PRESENT;
	return tool;
}

bool names(std::uint32_t named, std::uint32_t owner)
{
	if (named == WB_ANY_OWNER)
		return true;
	return owner == WB_UNTRUSTED ? named == WB_NO_OWNER : named == owner;
}

std::uint32_t expected(const wb_reach &reach, std::uint32_t tool, std::uint32_t owner,
		       const std::string &name)
{
	if (tool != WB_UNTRUSTED && tool == owner)
		return WB_ACCESS_READ_WRITE | WB_ACCESS_OWN;
	for (const wb_map_rule &rule : reach.rules) {
		const std::string said = rule.name.name;
		const bool whole = rule.mask.name[WB_NAME_BYTES - 1] != 0;
		if (rule.owner && names(rule.owner, owner) && (whole ? name == said : name.starts_with(said)))
			return rule.access;
	}
	return 0;
}

} // namespace

TEST_CASE("the first rule that matches says what may be done with a map", "[reach]")
{
	std::mt19937 random(20260101);
	const auto any_of = [&](const auto &list) { return list[random() % std::size(list)]; };
	const wb_tool rule = tool_with(WB_TOOL_MAPS);
	std::size_t granted = 0;
	for (int round = 0; round < 3000; round++) {
		wb_reach reach{};
		const std::size_t count = random() % (WB_MAP_RULES + 1);
		for (std::size_t i = 0; i < count; i++)
			reach.rules[i] = rule_for(any_of(kNamed), any_of(kNames) + (random() % 2 ? "*" : ""),
						  any_of(kAccess));
		for (const std::uint32_t owner : kOwners)
			for (const std::string &text : kNames) {
				const wb_map_name name = name_of(text);
				const std::uint32_t access =
				    wb_access_to_map(&rule, &reach, kAlice, owner, &name);
				granted += access != 0;
				if (access != expected(reach, kAlice, owner, text))
					FAIL("owner " << owner << ", map '" << text << "': " << access);
			}
	}
	CHECK(granted > 10'000);
}

TEST_CASE("what has no rule is out of reach", "[reach]")
{
	const wb_tool maps = tool_with(WB_TOOL_MAPS), none = tool_with(0);
	wb_reach reach{};
	const wb_map_name name = name_of("ct_map"), unnamed{};
	for (const std::uint32_t owner : kOwners) {
		const std::uint32_t own = owner == kAlice ? WB_ACCESS_READ_WRITE | WB_ACCESS_OWN : 0;
		CHECK(wb_access_to_map(&maps, &reach, kAlice, owner, &name) == own);
		CHECK(wb_access_to_map(&maps, &reach, kAlice, owner, &unnamed) == own);
		CHECK(wb_access_to_map(&maps, nullptr, kAlice, owner, &name) == own);
		CHECK(wb_access_to_map(nullptr, &reach, kAlice, owner, &name) == 0);
		CHECK(wb_access_to_map(&maps, &reach, WB_UNTRUSTED, owner, &name) == 0);
	}
	// Rules without the right to maps at all give nothing, not even what is its own.
	reach.rules[0] = rule_for(WB_ANY_OWNER, "*", WB_ACCESS_READ_WRITE);
	for (const std::uint32_t owner : kOwners)
		CHECK(wb_access_to_map(&none, &reach, kAlice, owner, &name) == 0);
}

TEST_CASE("a rule never gives what only the owner may", "[reach]")
{
	const wb_tool maps = tool_with(WB_TOOL_MAPS);
	wb_reach reach{};
	const wb_map_name name = name_of("a");
	reach.rules[0] = rule_for(WB_ANY_OWNER, "*", 0xffffffff);
	CHECK(wb_access_to_map(&maps, &reach, kAlice, kBob, &name) == WB_ACCESS_READ_WRITE);
	// The owner of a map cannot be said to be less, either.
	reach.rules[0] = rule_for(kAlice, "*", 0);
	CHECK(wb_access_to_map(&maps, &reach, kAlice, kAlice, &name) ==
	      (WB_ACCESS_READ_WRITE | WB_ACCESS_OWN));
}

TEST_CASE("a type may be created if its bit is set, and it has one", "[reach]")
{
	wb_reach reach{};
	reach.creates = 1ull << 1 | 1ull << 35;
	for (std::uint32_t type = 0; type < 200; type++)
		CHECK(wb_access_to_type(&reach, type) == (type == 1 || type == 35 ? WB_ACCESS_CREATE : 0));
	for (const std::uint32_t type : {0x80000001u, 0xffffffffu, WB_NOT_KNOWN, 65u, 99u})
		CHECK(wb_access_to_type(&reach, type) == 0);
	CHECK(wb_access_to_type(nullptr, 1) == 0);
	reach.creates = WB_ALL_MAP_TYPES;
	CHECK(wb_access_to_type(&reach, 0) == 0);
	CHECK(wb_access_to_type(&reach, 36) == 0);
}

TEST_CASE("links are their owner's, and of whom the list names", "[reach]")
{
	for (const std::uint32_t named : kNamed)
		for (const std::uint32_t tool : {std::uint32_t{WB_UNTRUSTED}, kAlice})
			for (const std::uint32_t owner : kOwners)
				for (std::size_t place = 0; place < WB_LINK_OWNERS; place++) {
					wb_reach reach{};
					reach.links_of[place] = named;
					const bool own = tool == owner && tool != WB_UNTRUSTED;
					const std::uint32_t access = wb_access_to_link(&reach, tool, owner);
					INFO(named << " for " << tool << " on " << owner);
					CHECK(access == (own ? WB_ACCESS_READ_WRITE | WB_ACCESS_OWN
							 : named && names(named, owner) ? WB_ACCESS_READ_WRITE
											: 0));
				}
	wb_reach reach{};
	CHECK(wb_access_to_link(nullptr, kAlice, kAlice) == (WB_ACCESS_READ_WRITE | WB_ACCESS_OWN));
	CHECK(wb_access_to_link(nullptr, kAlice, kBob) == 0);
	// Not known which: only who may change everybody's.
	std::fill(std::begin(reach.links_of), std::end(reach.links_of), WB_NO_OWNER);
	CHECK(wb_access_to_link(&reach, kAlice, WB_ANY_OWNER) == 0);
	reach.links_of[3] = WB_ANY_OWNER;
	CHECK(wb_access_to_link(&reach, kAlice, WB_ANY_OWNER) == WB_ACCESS_READ_WRITE);
}
