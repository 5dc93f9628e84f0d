// SPDX-License-Identifier: Apache-2.0
// What tools may do with objects of others, as the records that the kernel reads.
#include "policy/reach_table.h"

#include <cstring>

#include <catch2/catch.hpp>

#include "bpf/vocabulary.h"
#include "diagnostics_of.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

// Alice with these lines, then bob, who creates maps, and carol.
std::string policy_text(const std::string &lines)
{
	return "version: 1\ntools:\n  alice:\n    identities: [{path: /a}]\n" + lines +
	       "  bob: {identities: [{path: /b}], maps: true}\n  carol: {identities: [{path: /c}], maps: "
	       "true}\n";
}

Compiled compiled(const std::string &text)
{
	const ReadPolicy result = read(text);
	INFO(rendered(result));
	REQUIRE(result.policy);
	return compile(*result.policy, offline_host(), false);
}

wb_reach reach_of(const std::string &lines)
{
	const Compiled result = compiled(policy_text(lines));
	REQUIRE(result.generation);
	return result.generation->reaches.at(result.generation->tools.at(1).reach);
}

// "2 ct_ 3 1": owner, name, bytes that are compared, access.
std::vector<std::string> rules_in(const wb_reach &reach)
{
	std::vector<std::string> rules;
	for (const wb_map_rule &rule : reach.rules) {
		if (!rule.owner)
			break;
		const std::string owner = rule.owner == WB_ANY_OWNER  ? "*"
					  : rule.owner == WB_NO_OWNER ? "-"
								      : std::to_string(rule.owner);
		const std::string_view mask(rule.mask.name, sizeof(rule.mask.name));
		const std::size_t compared = std::min(mask.find('\0'), mask.size());
		CHECK(mask.find_first_not_of('\xff') == (compared == mask.size() ? mask.npos : compared));
		rules.push_back(owner + " " + rule.name.name + " " + std::to_string(compared) + " " +
				std::to_string(rule.access));
	}
	return rules;
}

} // namespace

TEST_CASE("a tool that says nothing has the empty record", "[reach]")
{
	const Compiled result = compiled(policy_text("    maps: false\n    links: own\n"));
	REQUIRE(result.generation);
	CHECK(result.generation->tools[1].reach == 0);
	CHECK(result.generation->reaches.size() == 2); // bob's and carol's are equal
	CHECK(result.generation->tools[2].reach == 1);
	CHECK(result.generation->tools[3].reach == 1);
	const wb_reach empty{};
	CHECK(std::memcmp(&result.generation->reaches[0], &empty, sizeof(empty)) == 0);
	CHECK(result.generation->reaches[1].creates == WB_ALL_MAP_TYPES);
}

TEST_CASE("the types that are created are bits of their numbers", "[reach]")
{
	CHECK(reach_of("    maps: {create: [hash, ringbuf]}\n").creates == (1ull << 1 | 1ull << 27));
	CHECK(reach_of("    maps: true\n").creates == WB_ALL_MAP_TYPES);
	CHECK(reach_of("    maps: {others: {bob: ro}}\n").creates == 0);
	CHECK_FALSE(WB_ALL_MAP_TYPES & 1);
}

TEST_CASE("rules stand in the order in which they are to match", "[reach]")
{
	const wb_reach reach =
	    reach_of("    maps:\n      others:\n"
		     "        '*': {'*': none, zz: ro, 'z*': rw}\n"
		     "        unowned: ro\n"
		     "        carol: {'*': ro, 'ct_*': ro, 'ct_map*': rw, ct_map: none, c: rw}\n"
		     "        bob: rw\n");
	CHECK(rules_in(reach) == std::vector<std::string>{"3 ct_map 16 0", "3 c 16 3", "3 ct_map 6 3",
							  "3 ct_ 3 1", "-  0 1", "3  0 1", "2  0 3",
							  "* zz 16 1", "* z 1 3", "*  0 0"});
	CHECK(reach.reads_only == 1);
	CHECK(reach_of("    maps: {others: {bob: rw, '*': none}}\n").reads_only == 0);
	CHECK(reach_of("    maps: {others: {bob: {a: rw, b: ro}}}\n").reads_only == 1);
}

TEST_CASE("names of 15 characters, which may be cut", "[reach]")
{
	CHECK(rules_in(reach_of("    maps: {others: {bob: {abcdefghijklmno: ro}}}\n")) ==
	      std::vector<std::string>{"2 abcdefghijklmno 16 1"});
	CHECK(rules_in(reach_of("    maps: {others: {bob: {'abcdefghijklmno*': ro}}}\n")) ==
	      std::vector<std::string>{"2 abcdefghijklmno 15 1"});
	// The reader lets no longer one pass; the record ends with a NUL all the same.
	const wb_map_rule rule = map_rule_of({.owner = "bob", .name = std::string(40, 'x') + "*"}, 2);
	CHECK(rule.name.name[14] == 'x');
	CHECK(rule.name.name[15] == '\0');
	CHECK(rule.mask.name[15] == '\0');
}

TEST_CASE("owners of links", "[reach]")
{
	const auto links = [](const std::string &line) {
		const wb_reach reach = reach_of(line);
		return std::vector<std::uint32_t>(std::begin(reach.links_of), std::end(reach.links_of));
	};
	const std::vector<std::uint32_t> none(WB_LINK_OWNERS, 0);
	CHECK(links("    links: own\n") == none);
	CHECK(links("    links: all\n") == std::vector<std::uint32_t>{WB_ANY_OWNER, 0, 0, 0, 0, 0, 0, 0});
	CHECK(links("    links: [unowned, carol]\n") ==
	      std::vector<std::uint32_t>{WB_NO_OWNER, 3, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("an owner that is no tool of the policy is an error", "[reach]")
{
	struct Row {
		std::string lines;
		std::vector<std::string> problems;
		std::string says;
	};
	const std::string owners9 = "b, b, b, b, b, b, b, b, b";
	std::string names;
	for (int i = 0; i < 17; i++)
		names += (i ? ", m" : "m") + std::to_string(i) + ": ro";
	const Row rows[] = {
	    {"    maps: {others: {bbo: ro}}\n", {"unknown-tool 5:21"}, "did you mean 'bob'?"},
	    {"    maps: {others: {zzzzzz: {a: ro, b: ro, c: ro}}}\n",
	     {"unknown-tool 5:21"},
	     "known: 'unowned', 'bob' and 'carol'"},
	    {"    maps: {others: {untrusted: ro}}\n", {"unknown-tool 5:21"}, "did you mean 'unowned'?"},
	    {"    links: [carol, crol]\n", {"unknown-tool 5:20"}, "did you mean 'carol'?"},
	    {"    links: [all]\n", {"unknown-tool 5:13"}, "no tool 'all'"},
	    {"    links: Own\n", {"unknown-tool 5:12"}, "no tool 'Own'"},
	    {"    maps: {others: {alice: rw}}\n", {"owner 5:21"}, "names itself"},
	    {"    links: alice\n", {"owner 5:12"}, "names itself"},
	    {"    links: [" + owners9 + "]\n", {"too-many 5:37"}, "9 owners of links, a tool can have 8"},
	    {"    maps: {others: {bob: {" + names + "}}}\n",
	     {"too-many 5:161"},
	     "17 rules for maps of others, a tool can have 16"},
	};
	for (const Row &row : rows) {
		INFO(row.lines);
		const Compiled result = compiled(policy_text(row.lines));
		CHECK_FALSE(result.generation);
		CHECK(summary(result.diagnostics) == row.problems);
		REQUIRE(result.diagnostics.size() == 1);
		CHECK_FALSE(result.diagnostics[0].hint.empty());
		CHECK_THAT(result.diagnostics[0].message + result.diagnostics[0].hint, Contains(row.says));
		CHECK_THAT(result.diagnostics[0].item, Contains("tools.alice."));
	}
}

TEST_CASE("tools of equal reach share a record, and others do not", "[reach]")
{
	const std::string alice = "    maps: {others: {carol: {'ct_*': ro}}}\n    links: [carol]\n";
	const Compiled result =
	    compiled(policy_text(alice) + "  dave:\n    identities: [{path: /d}]\n" + alice +
		     "  erin:\n    identities: [{path: /e}]\n    maps: {others: {carol: {'ct*': ro}}}\n"
		     "    links: [carol]\n");
	REQUIRE(result.generation);
	const auto &tools = result.generation->tools;
	CHECK(tools[1].reach == tools[4].reach);
	CHECK(tools[1].reach != tools[5].reach);
	CHECK(result.generation->reaches.size() == 4);
}

TEST_CASE("sixteen rules and eight owners fit", "[reach]")
{
	std::string names;
	for (int i = 0; i < WB_MAP_RULES; i++)
		names += (i ? ", m" : "m") + std::to_string(i) + ": rw";
	CHECK(rules_in(reach_of("    maps: {others: {bob: {" + names + "}}}\n")).size() == WB_MAP_RULES);
	CHECK(reach_of("    links: [bob, bob, bob, bob, bob, bob, bob, carol]\n").links_of[7] == 3);
}

TEST_CASE("many tools with rules that no record holds end in time", "[reach][hostile]")
{
	Policy policy;
	for (int i = 0; i < 20'000; i++) {
		Tool tool;
		tool.name = "t" + std::to_string(i);
		tool.maps.use = true;
		for (int j = 0; j < 20; j++)
			tool.maps.others.push_back({.owner = "u" + std::to_string(j), .name = "*"});
		tool.links.owners.resize(20, {"nobody", {}});
		policy.tools.push_back(std::move(tool));
	}
	Compiled result = compile(policy, offline_host(), false);
	CHECK_FALSE(result.generation);
	CHECK(result.diagnostics.size() < 500);
	for (Tool &tool : policy.tools) {
		tool.maps.others.resize(WB_MAP_RULES);
		tool.links.owners.resize(WB_LINK_OWNERS);
	}
	result = compile(policy, offline_host(), false);
	CHECK_FALSE(result.generation);
	for (const Diagnostic &diagnostic : result.diagnostics)
		CHECK(diagnostic.hint.size() < 2000);
}
