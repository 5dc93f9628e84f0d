// SPDX-License-Identifier: Apache-2.0
// `variables`: what is put in, what is refused, and that nothing explodes.
#include "policy/reader.h"

#include <ctime>

#include <catch2/catch.hpp>
#include <linux/bpf.h>

#include "mistakes.h"
#include "policy/variable_table.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;

namespace {

using Texts = std::vector<std::string>;

// A policy whose line 2 is `variables` and whose tool has one identity.
std::string with(const std::string &variables, const std::string &path, const std::string &more = {})
{
	return "version: 1\nvariables: {" + variables +
	       "}\ntools:\n  alice:\n    identities:\n      - path: " + path + "\n" + more;
}

std::string path_of(const std::string &text)
{
	return valid(text).tools.at(0).identities.at(0).path;
}

std::string repeated(std::string_view text, std::size_t times)
{
	std::string out;
	for (std::size_t i = 0; i < times; i++)
		out += text;
	return out;
}

const Mistake kMistakes[] = {
    {.name = "unknown variable",
     .text = with("bin: /usr/bin", "${bim}/alice"),
     .problems = {"unused-variable 2:13", "unknown-variable 6:15"},
     .says = {"unknown variable 'bim'", "did you mean '${bin}'?", "in tools.alice.identities[0].path"}},
    {.name = "no variables at all",
     .text = "version: ${one}\n",
     .problems = {"unknown-variable 1:10"},
     .says = {"define it under 'variables:'", "'$${' stands for"}},
    {.name = "no name", .text = with("", "/${}"), .problems = {"unknown-variable 6:15"}},
    {.name = "unterminated",
     .text = with("", "/a${b"),
     .problems = {"variable 6:15"},
     .says = {"'${' has no '}'"}},
    {.name = "${ at the end", .text = with("", "/a${"), .problems = {"variable 6:15"}},
    {.name = "a list inside a text",
     .text = with("l: [a, b]", "/a/${l}"),
     .problems = {"variable 6:15"},
     .says = {"variable 'l' is a list inside a text"}},
    {.name = "a list for a word",
     .text = with("l: [/a]", "${l}"),
     .problems = {"wrong-type 6:15"},
     .says = {"'path' must be a single value, not a list"}},
    {.name = "a variable of variables",
     .text = with("a: /x, b: \"${a}/y\"", "${b}"),
     .problems = {"unused-variable 2:13", "variable 2:23"},
     .says = {"a variable's value cannot contain '${'", "in variables.b"}},
    {.name = "a variable of itself", .text = with("a: \"${a}${a}\"", "${a}"), .problems = {"variable 2:16"}},
    {.name = "names",
     .text = with("A: 1, a-b: 2, 7: 3, '': 4, _a: 5, \"a\\0\": 6, a b: 7", "/a"),
     .problems = {"variable 2:13", "variable 2:19", "variable 2:27", "variable 2:33", "variable 2:40",
		  "variable 2:47", "variable 2:57"},
     .says = {"variable cannot have the name 'a-b'"}},
    {.name = "a bad variable is reported once",
     .text = with("a: {b: c}, d: [[e]], f: , g: [~]", "/${a}${d}${f}${g}"),
     .problems = {"wrong-type 2:16", "wrong-type 2:28", "wrong-type 2:34", "wrong-type 2:43"},
     .says = {"variable 'a' must be a word or a list of words"}},
    {.name = "deep values",
     .text = with("a: " + repeated("[", 20) + repeated("]", 20), "/a"),
     .problems = {"wrong-type 2:17"}},
    {.name = "NUL in a value",
     .text = with("a: \"/b\\0c\"", "${a}"),
     .problems = {"path 6:15"},
     .says = {"'/b\\x00c'"}},
    {.name = "variables as a list", .text = "version: 1\nvariables: [a]\n", .problems = {"wrong-type 2:12"}},
    {.name = "variables of a tool",
     .text = with("", "/a", "    variables: {a: b}\n"),
     .problems = {"unknown-key 7:5"}},
    {.name = "defined twice", .text = with("a: /x, a: /y", "${a}"), .problems = {"duplicate-key 2:20"}},
    {.name = "anchor", .text = with("a: &x /x", "${a}"), .problems = {"anchor 2:16"}},
    {.name = "tag", .text = with("a: !x /x", "${a}"), .problems = {"tag 2:16"}},
    {.name = "not expanded in keys",
     .text = with("t: bob", "/${t}", "  ${t}:\n    identities: [{path: /b}]\n"),
     .problems = {"tool-name 7:3"}},
    {.name = "no quotes between brackets",
     .text = with("l: [xdp]", "/a", "    programs: {types: [${l}]}\n"),
     .problems = {"yaml-syntax 7:25"},
     .says = {"between brackets, '\"${NAME}\"' needs quotes"}},
    {.name = "wrong value at its use",
     .text = with("t: xpd", "/a", "    programs:\n      types:\n        - kprobe\n        - ${t}\n"),
     .problems = {"unknown-program-type 10:11"},
     .says = {"did you mean 'xdp'?"}},
    {.name = "a number in quotes is none",
     .text = "version: ${v}\nvariables: {v: '1'}\n",
     .problems = {"version 1:10"}},
};

// Small files that stand for big ones.
struct Bomb {
	const char *name;
	std::string (*text)();
	std::string code;
};

const Bomb kBombs[] = {
    {.name = "text",
     .text = [] { return with("a: " + std::string(1 << 20, 'x'), "/" + repeated("${a}", 1000)); },
     .code = "too-large"},
    {.name = "many texts",
     .text =
	 [] {
		 return with("a: " + std::string(1 << 20, 'x'), "/a",
			     "    where:\n      users:\n" + repeated("        - ${a}\n", 1000));
	 },
     .code = "too-large"},
    {.name = "lists",
     .text =
	 [] {
		 return with("l: [" + repeated("a, ", 10'000) + "a]", "/a",
			     "    programs:\n      types:\n" + repeated("        - ${l}\n", 10'000));
	 },
     .code = "too-large"},
    {.name = "unknown variables beside many known ones",
     .text =
	 [] {
		 std::string names;
		 for (int i = 0; i < 20'000; i++)
			 names += "variable_with_a_long_name_" + std::to_string(i) + ": a, ";
		 return with(names, "/a",
			     "    where:\n      users:\n" +
				 repeated("        - ${variable_with_a_long_nam_}\n", 10'000));
	 },
     .code = "unknown-variable"},
    {.name = "one text of many unterminated",
     .text = [] { return with("", "/" + repeated("${", 500'000)); },
     .code = "variable"},
};

} // namespace

TEST_CASE("variables are put in", "[reader][variables]")
{
	CHECK(path_of(with("bin: /usr/bin", "${bin}/alice")) == "/usr/bin/alice");
	CHECK(path_of(with("file: /usr/bin/alice", "${file}")) == "/usr/bin/alice");
	CHECK(path_of(with("a: /x, b2_c: y", "${a}/${b2_c}/${b2_c}.${a}")) == "/x/y/y./x");
	CHECK(path_of(with("empty: ''", "/a${empty}")) == "/a");
	CHECK(path_of(with("", "/a/$${b}")) == "/a/${b}");
	CHECK(path_of(with("b: c", "/a/$$${b}/${b}$")) == "/a/$${b}/c$");
	CHECK(path_of(with("a: \"/$${x}\"", "${a}")) == "/${x}");
	CHECK(path_of(with("", "/a$b/$")) == "/a$b/$");
	// Definitions may stand behind their uses.
	CHECK(path_of("version: ${v}\ntools: {a: {identities: [{path: \"${p}\"}]}}\n"
		      "variables: {v: 1, p: /a}\n") == "/a");
}

TEST_CASE("lists become values and parts of lists", "[reader][variables]")
{
	const std::string lists = "t: [kprobe, tracepoint], none: [], one: xdp, yes: true, who: [root, adm]";
	const Policy policy = valid(with(
	    lists, "/a",
	    "    programs:\n      types:\n        - ${none}\n        - socket_filter\n        - ${t}\n"
	    "        - ${one}\n    maps: ${yes}\n    where: {users: \"${who}\", groups: [\"${who}\"]}\n"));
	const Tool &tool = policy.tools[0];
	CHECK(tool.programs.types ==
	      ProgramTypes(1ull << BPF_PROG_TYPE_SOCKET_FILTER | 1ull << BPF_PROG_TYPE_KPROBE |
			   1ull << BPF_PROG_TYPE_TRACEPOINT | 1ull << BPF_PROG_TYPE_XDP));
	CHECK(tool.maps.use);
	REQUIRE(tool.where->users.size() == 2);
	CHECK(tool.where->groups.size() == 2);
	// The use, not the definition.
	CHECK(tool.where->users[1].text == "adm");
	CHECK(tool.where->users[1].place.line == 14);
	CHECK(tool.where->users[1].place.column == 20);
}

TEST_CASE("an unused variable is a warning", "[reader][variables]")
{
	const ReadPolicy result = read(with("a: /x, b: y", "${a}"));
	CHECK(result.policy);
	CHECK(summary(result.diagnostics) == Texts{"unused-variable 2:20"});
}

TEST_CASE("mistakes with variables", "[reader][variables]")
{
	for (const Mistake &mistake : kMistakes)
		check_mistake(mistake);
}

TEST_CASE("variables cannot make a small file big", "[reader][variables][hostile]")
{
	for (const Bomb &bomb : kBombs) {
		const std::string text = bomb.text();
		const std::clock_t start = std::clock();
		const ReadPolicy result = read(text);
		INFO(bomb.name);
		CHECK((std::clock() - start) / CLOCKS_PER_SEC < 60);
		CHECK_FALSE(result.policy);
		CHECK(result.diagnostics.size() < 500);
		const auto found = std::ranges::find(result.diagnostics, bomb.code, &Diagnostic::code);
		CHECK(found != result.diagnostics.end());
	}
}

TEST_CASE("texts are cut at their references", "[variables]")
{
	struct Row {
		std::string text;
		Texts pieces; // "=" text, "$" name, "!" unterminated
	};
	const Row rows[] = {
	    {"a", {"=a"}},
	    {"${a}", {"$a"}},
	    {"x${a}y", {"=x", "$a", "=y"}},
	    {"$${a}", {"=${", "=a}"}},
	    {"x$${a}", {"=x", "=${", "=a}"}},
	    {"$$${a}", {"=$", "=${", "=a}"}},
	    {"$", {"=$"}},
	    {"${", {"!${"}},
	    {"${a", {"!${a"}},
	    {"${${a}}", {"$${a", "=}"}},
	};
	for (const Row &row : rows) {
		Texts pieces;
		for (std::string_view rest = row.text; !rest.empty();) {
			const TextPiece piece = take_piece(rest);
			pieces.push_back("=$!"[static_cast<int>(piece.kind)] + std::string(piece.text));
		}
		CHECK(pieces == row.pieces);
	}
}
