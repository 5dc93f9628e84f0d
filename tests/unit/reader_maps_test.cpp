// SPDX-License-Identifier: Apache-2.0
// `maps`, `links` and `introspection`: what is read, and what is said about mistakes.
#include "policy/reader_maps.h"

#include "bpf/vocabulary.h"
#include "mistakes.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

// Lines 1 to 5 of most cases; what is read starts in line 6 with four spaces.
const std::string kTool = "version: 1\ntools:\n  alice:\n    identities:\n      - path: /a\n";
const MapTypes kAll(WB_ALL_MAP_TYPES);

Tool alice(const std::string &lines)
{
	return valid(kTool + lines).tools.at(0);
}

// "bob ct_*: 3" for each.
std::vector<std::string> rules_of(const Tool &tool)
{
	std::vector<std::string> rules;
	for (const MapRule &rule : tool.maps.others)
		rules.push_back(rule.owner + " " + rule.name + ": " + std::to_string(rule.access));
	return rules;
}

const Mistake kMistakes[] = {
    {.name = "unknown type",
     .text = kTool + "    maps: {create: [hash, hsh]}\n",
     .problems = {"unknown-map-type 6:27"},
     .says = {"unknown map type 'hsh'", "did you mean 'hash'?"}},
    {.name = "the kernel's spelling",
     .text = kTool + "    maps: {create: BPF_MAP_TYPE_LRU_HASH}\n",
     .problems = {"unknown-map-type 6:20"},
     .says = {"did you mean 'lru_hash'?"}},
    {.name = "a number for a type",
     .text = kTool + "    maps: {create: [1]}\n",
     .problems = {"unknown-map-type 6:21"},
     .says = {"known: 'hash', 'array'"}},
    {.name = "create: yes",
     .text = kTool + "    maps: {create: yes}\n",
     .problems = {"unknown-map-type 6:20"}},
    {.name = "create in quotes",
     .text = kTool + "    maps: {create: 'true'}\n",
     .problems = {"unknown-map-type 6:20"}},
    {.name = "create as a mapping",
     .text = kTool + "    maps: {create: {hash: 1}}\n",
     .problems = {"wrong-type 6:20"}},
    {.name = "others as a word",
     .text = kTool + "    maps: {others: ro}\n",
     .problems = {"wrong-type 6:20"},
     .says = {"'others' must be a mapping"}},
    {.name = "others of nothing",
     .text = kTool + "    maps: {others: {}}\n",
     .problems = {"missing-key 6:20"},
     .says = {"'others' says nothing"}},
    {.name = "an owner of nothing",
     .text = kTool + "    maps: {others: {bob: {}}}\n",
     .problems = {"missing-key 6:26"},
     .says = {"nothing is said of maps of 'bob'"}},
    {.name = "an owner as a list",
     .text = kTool + "    maps: {others: {bob: [ro]}}\n",
     .problems = {"wrong-type 6:26"}},
    {.name = "unknown access",
     .text = kTool + "    maps: {others: {bob: wr}}\n",
     .problems = {"unknown-value 6:26"},
     .says = {"'bob' cannot be 'wr'", "did you mean 'rw'?"}},
    {.name = "unknown access to a map",
     .text = kTool + "    maps: {others: {bob: {ct: write}}}\n",
     .problems = {"unknown-value 6:31"},
     .says = {"possible: 'none', 'ro' and 'rw'", "tools.alice.maps.others.bob.ct"}},
    {.name = "the same owner twice",
     .text = kTool + "    maps: {others: {bob: ro, bob: rw}}\n",
     .problems = {"duplicate-key 6:30"}},
    {.name = "a star without quotes",
     .text = kTool + "    maps: {others: {*: ro}}\n",
     .problems = {"yaml-syntax 6:21"}},
    {.name = "names that no map can have",
     .text = kTool + "    maps: {others: {bob: {a-b: ro, 'a*b': ro, '**': ro, '': ro, \"a\\n\": ro}}}\n",
     .problems = {"map-name 6:27", "map-name 6:36", "map-name 6:47", "map-name 6:57", "map-name 6:65"},
     .says = {"has a character that names of maps cannot have", "is empty"}},
    {.name = "a name that the kernel cuts",
     .text = kTool + "    maps: {others: {bob: {ct_map_tcp4_global: ro, 'ct_map_tcp4_glob*': rw}}}\n",
     .problems = {"map-name 6:27", "map-name 6:51"},
     .says = {"has 18 characters, of which the kernel keeps 15: 'ct_map_tcp4_glo'"}},
    {.name = "use: false beside create",
     .text = kTool + "    maps: {use: false, create: true}\n",
     .problems = {"maps 6:11"},
     .says = {"'use: false' stands beside 'create'"}},
    {.name = "use: false beside others",
     .text = kTool + "    maps:\n      use: false\n      others: {bob: ro}\n",
     .problems = {"maps 7:7"},
     .says = {"'use: false' stands beside 'others'"}},
    {.name = "own is no key",
     .text = kTool + "    maps: {own: rw}\n",
     .problems = {"unknown-key 6:12"},
     .says = {"known here: 'use', 'create', 'others' and 'mode'"}},
    {.name = "links: true",
     .text = kTool + "    links: true\n",
     .problems = {"unknown-value 6:12"},
     .says = {"write 'own', 'all', or a list of tools"}},
    {.name = "links of everybody",
     .text = kTool + "    links: '*'\n",
     .problems = {"unknown-value 6:12"},
     .says = {"write 'links: all'"}},
    {.name = "links of nobody", .text = kTool + "    links: []\n", .problems = {"empty-list 6:12"}},
    {.name = "links as a mapping", .text = kTool + "    links: {bob: rw}\n", .problems = {"wrong-type 6:12"}},
    {.name = "links of a mapping",
     .text = kTool + "    links: [{bob: rw}]\n",
     .problems = {"wrong-type 6:13"}},
    {.name = "introspection as a word",
     .text = kTool + "    introspection: none\n",
     .problems = {"unknown-value 6:20"}},
    {.name = "introspection in quotes",
     .text = kTool + "    introspection: 'false'\n",
     .problems = {"unknown-value 6:20"}},
    {.name = "links of the file", .text = "version: 1\nlinks: all\n", .problems = {"unknown-key 2:1"}},
};

} // namespace

TEST_CASE("which maps a tool may create", "[reader][maps]")
{
	struct Row {
		std::string lines;
		bool use;
		MapTypes creates;
	};
	const Row rows[] = {
	    {"", false, {}},
	    {"    maps: false\n", false, {}},
	    {"    maps: true\n", true, kAll},
	    {"    maps: {use: true}\n", true, kAll},
	    {"    maps: {use: false}\n", false, {}},
	    {"    maps: {mode: audit}\n", false, {}},
	    {"    maps: {create: true}\n", true, kAll},
	    {"    maps: {create: false}\n", true, {}},
	    {"    maps: {create: []}\n", true, {}},
	    {"    maps: {create: hash}\n", true, MapTypes(1ull << 1)},
	    {"    maps: {create: [hash, array]}\n", true, MapTypes(1ull << 1 | 1ull << 2)},
	    {"    maps: {use: true, create: [ringbuf]}\n", true, MapTypes(1ull << 27)},
	    {"    maps: {create: [ringbuf], use: true}\n", true, MapTypes(1ull << 27)},
	    {"    maps: {others: {bob: ro}}\n", true, {}},
	    {"    maps: {use: true, others: {bob: ro}}\n", true, kAll},
	};
	for (const Row &row : rows) {
		INFO(row.lines);
		const Tool tool = alice(row.lines);
		CHECK(tool.maps.use == row.use);
		CHECK(tool.maps.creates == row.creates);
	}
}

TEST_CASE("whose maps a tool may use, by name", "[reader][maps]")
{
	const Tool tool = alice(
	    "    maps:\n      others:\n        bob: ro\n        cilium:\n"
	    "          ct_map_tcp4: ro\n          ct_*: rw\n          .rodata: none\n"
	    "        unowned: rw\n        '*': {abcdefghijklmno: ro, 'abcdefghijklmno*': rw, '*': none}\n");
	CHECK(rules_of(tool) == std::vector<std::string>{"bob *: 1", "cilium ct_map_tcp4: 1",
							 "cilium ct_*: 3", "cilium .rodata: 0",
							 "unowned *: 3", "* abcdefghijklmno: 1",
							 "* abcdefghijklmno*: 3", "* *: 0"});
	CHECK(tool.maps.place.line == 6);
	CHECK(tool.maps.create_place.line == 0);
	CHECK(tool.maps.others[0].place.line == 8);
	CHECK(tool.maps.others[2].place.line == 11);
	CHECK(tool.maps.others[2].place.column == 11);
	CHECK(tool.maps.others[2].owner_place.line == 9);
}

TEST_CASE("whose links a tool may change, and whether it may look", "[reader][links]")
{
	Tool tool = alice("");
	CHECK_FALSE(tool.links.all);
	CHECK(tool.links.owners.empty());
	CHECK(tool.links.place.line == 0);
	CHECK(tool.introspection);
	CHECK(tool.introspection_place.line == 0);

	tool = alice("    links: own\n    introspection: true\n");
	CHECK_FALSE(tool.links.all);
	CHECK(tool.links.owners.empty());
	CHECK(tool.links.place.line == 6);
	CHECK(tool.introspection);

	tool = alice("    links: all\n    introspection: false\n");
	CHECK(tool.links.all);
	CHECK_FALSE(tool.introspection);
	CHECK(tool.introspection_place.line == 7);

	tool = alice("    links: bob\n");
	CHECK(tool.links.owners.at(0).text == "bob");

	// In a list they are names.
	tool = alice("    links: [unowned, all, own]\n");
	CHECK_FALSE(tool.links.all);
	CHECK(tool.links.owners.size() == 3);
	CHECK(tool.links.owners[2].place.column == 27);
}

TEST_CASE("variables stand for types, accesses and owners", "[reader][maps]")
{
	const Policy policy = valid(
	    "version: 1\nvariables: {types: [hash, array], see: ro, who: [bob, unowned], everybody: all}\n"
	    "tools:\n  alice:\n    identities: [{path: /a}]\n"
	    "    maps: {create: \"${types}\", others: {bob: \"${see}\"}}\n    links: ${who}\n"
	    "  bob:\n    identities: [{path: /b}]\n    links: ${everybody}\n");
	CHECK(policy.tools[0].maps.creates.count() == 2);
	CHECK(rules_of(policy.tools[0]) == std::vector<std::string>{"bob *: 1"});
	CHECK(policy.tools[0].links.owners.size() == 2);
	CHECK(policy.tools[1].links.all);
}

TEST_CASE("each mistake about objects has its code, place and hint", "[reader][maps]")
{
	for (const Mistake &mistake : kMistakes)
		check_mistake(mistake);
}

TEST_CASE("a type that is listed twice is a warning", "[reader][maps]")
{
	const ReadPolicy result = read(kTool + "    maps: {create: [hash, array, hash]}\n");
	CHECK(result.policy);
	CHECK(summary(result.diagnostics) == std::vector<std::string>{"duplicate-type 6:34"});
}

TEST_CASE("no prefix and no single wrong byte of rules for objects breaks the reader", "[reader][hostile]")
{
	const std::string lines =
	    "    maps: {create: [hash], others: {bob: ro, '*': {'ct_*': rw}}, mode: audit}\n"
	    "    links: [bob, unowned]\n    introspection: false\n";
	const auto attempt = [](const std::string &broken) {
		const ReadPolicy result = read(kTool + broken);
		CHECK(result.policy.has_value() != has_errors(result.diagnostics));
	};
	for (std::size_t length = 0; length <= lines.size(); length++)
		attempt(lines.substr(0, length));
	for (std::size_t at = 0; at < lines.size(); at++)
		for (const char wrong :
		     {'\0', '\n', ' ', ':', '-', '[', '}', '"', '&', '*', '!', '$', '\xff'}) {
			std::string broken = lines;
			broken[at] = wrong;
			attempt(broken);
		}
}
