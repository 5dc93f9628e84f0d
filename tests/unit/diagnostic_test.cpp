// SPDX-License-Identifier: Apache-2.0
#include "policy/diagnostic.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "policy/report.h"
#include "policy/text.h"

using namespace watchbpf::policy;
using Catch::Matchers::Contains;

namespace {

Diagnostic at(int line, int column)
{
	return {
	    .severity = Severity::kError,
	    .code = "code",
	    .place = {"p.yaml", line, column},
	    .item = "",
	    .message = "wrong",
	    .hint = "",
	};
}

struct Snippet {
	const char *name;
	std::string source;
	int line, column;
	std::string text; // what follows the first line
};

const Snippet kSnippets[] = {
    {.name = "plain",
     .source = "a: 1\n  b: 2\n",
     .line = 2,
     .column = 3,
     .text = "    2 |   b: 2\n      |   ^\n"},
    {.name = "last line without line feed",
     .source = "a\nb",
     .line = 2,
     .column = 1,
     .text = "    2 | b\n      | ^\n"},
    {.name = "Windows line end",
     .source = "ab\r\n",
     .line = 1,
     .column = 2,
     .text = "    1 | ab\n      |  ^\n"},
    {.name = "tab before the column",
     .source = "\tx",
     .line = 1,
     .column = 2,
     .text = "    1 |         x\n      |         ^\n"},
    {.name = "tab after text",
     .source = "ab\tx",
     .line = 1,
     .column = 4,
     .text = "    1 | ab      x\n      |         ^\n"},
    {.name = "two-byte letters",
     .source = "\xc3\xa4\xc3\xa4x",
     .line = 1,
     .column = 5,
     .text = "    1 | \xc3\xa4\xc3\xa4x\n      |   ^\n"},
    {.name = "terminal escape",
     .source = "\x1b[31mx",
     .line = 1,
     .column = 6,
     .text = "    1 | \\x1b[31mx\n      |         ^\n"},
    {.name = "not UTF-8",
     .source = "a\xff"
	       "b",
     .line = 1,
     .column = 3,
     .text = "    1 | a\\xffb\n      |      ^\n"},
    {.name = "right-to-left override",
     .source = "a\xe2\x80\xae"
	       "b",
     .line = 1,
     .column = 1,
     .text = "    1 | a\\u{202e}b\n      | ^\n"},
    {.name = "line beyond the end", .source = "a\n", .line = 7, .column = 3, .text = "    7 | \n      | ^\n"},
    {.name = "column beyond the end",
     .source = "ab\n",
     .line = 1,
     .column = 99,
     .text = "    1 | ab\n      |   ^\n"},
    {.name = "no column", .source = "ab\n", .line = 1, .column = 0, .text = "    1 | ab\n"},
    {.name = "no line", .source = "ab\n", .line = 0, .column = 0, .text = ""},
    {.name = "no source", .source = "", .line = 3, .column = 1, .text = ""},
    {.name = "wide number",
     .source = std::string(99, '\n') + "x",
     .line = 100,
     .column = 1,
     .text = "    100 | x\n        | ^\n"},
};

} // namespace

TEST_CASE("a diagnostic reads as documented", "[diagnostic]")
{
	const Diagnostic diagnostic = {
	    .severity = Severity::kError,
	    .code = "unknown-key",
	    .place = {"alice.yaml", 4, 5},
	    .item = "tools.alice",
	    .message = "unknown key 'identites'",
	    .hint = "did you mean 'identities'?",
	};
	CHECK(render(diagnostic, "1\n2\n3\n    identites:\n") ==
	      "alice.yaml:4:5: error: unknown key 'identites' [unknown-key]\n"
	      "  in tools.alice\n"
	      "    4 |     identites:\n"
	      "      |     ^\n"
	      "  hint: did you mean 'identities'?\n");
}

TEST_CASE("a diagnostic of the whole file has neither line nor snippet", "[diagnostic]")
{
	Diagnostic diagnostic = at(0, 0);
	diagnostic.severity = Severity::kWarning;
	CHECK(render(diagnostic, "source\n") == "p.yaml: warning: wrong [code]\n");
	diagnostic.place.file = "";
	CHECK(render(diagnostic, "source\n") == "warning: wrong [code]\n");
}

TEST_CASE("the snippet shows the line and its caret", "[diagnostic]")
{
	for (const Snippet &snippet : kSnippets) {
		INFO(snippet.name);
		const std::string text = render(at(snippet.line, snippet.column), snippet.source);
		CHECK(text.substr(text.find('\n') + 1) == snippet.text);
	}
}

TEST_CASE("a very long line is cut around its column", "[diagnostic]")
{
	const std::string line = std::string(1'000'000, 'a') + "HERE" + std::string(1'000'000, 'b');
	const std::string text = render(at(1, 1'000'001), line);
	CHECK(text.size() < 400);
	const std::size_t here = text.find("HERE"), caret = text.find('^');
	REQUIRE(here != std::string::npos);
	REQUIRE(caret != std::string::npos);
	CHECK(here - text.rfind('\n', here) == caret - text.rfind('\n', caret));
	CHECK(text.find("...a") != std::string::npos);
	CHECK(text.find("b...") != std::string::npos);
}

TEST_CASE("cutting never splits a character", "[diagnostic]")
{
	std::string line;
	for (int i = 0; i < 300; i++)
		line += "\xe2\x82\xac";
	for (int column = 190; column < 200; column++)
		CHECK(render(at(1, column), line).find("\\x") == std::string::npos);
}

TEST_CASE("nothing unprintable leaves render", "[diagnostic]")
{
	Diagnostic diagnostic = at(1, 1);
	const std::string bad = "\x1b]0;x\x07\r\xc2\x9b\xe2\x80\xae\xff\n";
	diagnostic.place.file = diagnostic.item = diagnostic.message = diagnostic.hint = diagnostic.code =
	    bad;
	const std::string text = render(diagnostic, bad);
	for (const char byte : text)
		CHECK((byte == '\n' || (byte >= 0x20 && byte < 0x7f)));
	CHECK(std::count(text.begin(), text.end(), '\n') == 5);
	diagnostic.message = std::string(1'000'000, 'x');
	CHECK(render(diagnostic, "").size() < 10'000);
}

TEST_CASE("only errors are errors", "[diagnostic]")
{
	Diagnostic warning = at(1, 1);
	warning.severity = Severity::kWarning;
	CHECK_FALSE(has_errors({}));
	CHECK_FALSE(has_errors({warning}));
	CHECK(has_errors({warning, at(1, 1)}));
}

TEST_CASE("a report is in the file's order and has an end", "[diagnostic]")
{
	Report report;
	report.add(at(3, 1));
	report.add(at(1, 9));
	report.add(at(1, 2));
	const Diagnostics few = report.take("p.yaml");
	REQUIRE(few.size() == 3);
	CHECK(few[0].place.column == 2);
	CHECK(few[1].place.column == 9);
	CHECK(few[2].place.line == 3);

	Report flood;
	Diagnostic warning = at(1, 1);
	warning.severity = Severity::kWarning;
	for (int i = 0; i < 100'000; i++)
		flood.add(warning);
	CHECK_FALSE(flood.full());
	flood.add(at(9, 9)); // not washed away
	const Diagnostics many = flood.take("p.yaml");
	REQUIRE(many.size() == Report::kMost + 2);
	CHECK(has_errors(many));
	CHECK(many.back().code == "too-many-problems");
	CHECK(many.back().severity == Severity::kWarning);
}

TEST_CASE("UTF-8 is read strictly", "[text]")
{
	CHECK(first_character("a").value == 'a');
	CHECK(first_character("\xc3\xa4").value == 0xe4);
	CHECK(first_character("\xe2\x82\xac").bytes == 3);
	CHECK(first_character("\xf4\x8f\xbf\xbf").value == 0x10ffff);
	for (const std::string_view bad :
	     {"", "\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\x80", "\xe2\x82", "\xed\xa0\x80",
	      "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"})
		CHECK(first_character(bad).bytes == 0);
}

TEST_CASE("only the severity has a colour, and only for terminals", "[diagnostic]")
{
	Diagnostic diagnostic{Severity::kError, "code", {"p.yaml", 1, 1}, "item", "wrong", "do it"};
	CHECK_THAT(render(diagnostic, "x\n"), !Contains("\x1b"));
	CHECK_THAT(render(diagnostic, "x\n", Colours::kTerminal),
		   Contains("p.yaml:1:1: \x1b[1;31merror: \x1b[0mwrong"));
	diagnostic.severity = Severity::kWarning;
	CHECK_THAT(render(diagnostic, "x\n", Colours::kTerminal), Contains("\x1b[1;33mwarning: \x1b[0m"));
}
