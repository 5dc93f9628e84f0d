// SPDX-License-Identifier: Apache-2.0
// Case tables: what is read, what is refused, what comes of asking.
#include "policy/cases.h"

#include <filesystem>

#include <catch2/catch.hpp>

#include "diagnostics_of.h"
#include "policy/reader_cases.h"
#include "questions_of.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

const std::string kHead = "version: 1\ncases:\n";
const std::string kLoad = "  - {name: a, tool: alice, command: load, type: xdp, expect: allowed}\n";

ReadCases read_table(const std::string &text)
{
	return read_cases_text(text, "dir/p.cases.yaml");
}

struct Mistake {
	const char *name;
	std::string text;
	std::vector<std::string> problems;
	std::string says = "";
};

const Mistake kMistakes[] = {
    {"empty", "", {"no-cases 0:0"}, "a table starts with"},
    {"a word", "hello\n", {"no-cases 0:0"}},
    {"a list", "- name: a\n", {"no-cases 0:0"}},
    {"no YAML", "cases: [", {"yaml-syntax 1:9"}},
    {"control character", "version: 1\n\x01", {"control-character 2:1"}},
    {"no version", "cases:\n" + kLoad, {"missing-key 1:1"}, "'version' is missing"},
    {"other version", "version: 2\ncases:\n" + kLoad, {"version 1:10"}},
    {"no cases", "version: 1\n", {"no-cases 1:1"}},
    {"empty cases", "version: 1\ncases:\n", {"wrong-type 2:1"}},
    {"empty list", "version: 1\ncases: []\n", {"no-cases 2:8"}},
    {"misspelt key",
     kHead + "  - {name: a, tol: b, command: create, expect: denied}\n",
     {"unknown-key 3:15"},
     "did you mean 'tool'?"},
    {"no name",
     kHead + "  - {tool: a, command: create, expect: denied}\n",
     {"missing-key 3:5"},
     "case has no 'name'"},
    {"no expect",
     kHead + "  - {name: a, tool: a, command: create}\n",
     {"missing-key 3:5"},
     "case has no 'expect'"},
    {"unknown expect",
     kHead + "  - {name: a, sysctl: true, expect: denyed}\n",
     {"unknown-value 3:37"},
     "did you mean 'denied'?"},
    {"unknown reason",
     kHead + "  - {name: a, sysctl: true, expect: denied, reason: gaurd}\n",
     {"unknown-value 3:53"},
     "did you mean 'guard'?"},
    {"flag in quotes", kHead + "  - {name: a, sysctl: 'true', expect: denied}\n", {"unknown-value 3:23"}},
    {"flag that is a word",
     kHead + "  - {name: a, exec: b, traced: yes, expect: denied}\n",
     {"unknown-value 3:32"}},
    {"list for a word",
     kHead + "  - {name: a, tool: [b], command: create, expect: denied}\n",
     {"wrong-type 3:21"}},
    {"empty word",
     kHead + "  - {name: a, tool: '', command: create, expect: denied}\n",
     {"unknown-value 3:21"}},
    {"repeated key",
     kHead + "  - {name: a, name: b, sysctl: true, expect: denied}\n",
     {"duplicate-key 3:15"}},
    {"anchor", kHead + "  - &x {name: a, sysctl: true, expect: denied}\n", {"anchor 3:5"}},
};

RunCases run(const std::string &cases)
{
	const auto read = read_table(kHead + cases);
	REQUIRE(read.table);
	return run_cases(*read.table, policy_to_ask());
}

} // namespace

TEST_CASE("each mistake in a case table has its code and place", "[cases]")
{
	for (const Mistake &mistake : kMistakes) {
		INFO(mistake.name);
		const ReadCases read = read_table(mistake.text);
		CHECK_FALSE(read.table);
		CHECK(summary(read.diagnostics) == mistake.problems);
		if (!read.diagnostics.empty())
			CHECK_THAT(render(read.diagnostics[0], read.source), Contains(mistake.says));
	}
}

TEST_CASE("no prefix and no single wrong byte of a table breaks the reader or the questions", "[cases]")
{
	const std::string text = "version: 1\npolicy: p.yaml\ncases:\n"
				 "  - {name: a, tool: alice, command: load, type: xdp, attach: xdp,\n"
				 "     expect: allowed, reason: allowed, rule: default}\n"
				 "  - name: b\n    exec: carol\n    group: [a, '7']\n    cgroup: /a/b\n"
				 "    traced: true\n    expect: denied\n";
	const auto attempt = [](const std::string &broken) {
		const ReadCases read = read_table(broken);
		CHECK(read.table.has_value() != has_errors(read.diagnostics));
		if (read.table)
			run_cases(*read.table, policy_to_ask());
	};
	for (std::size_t length = 0; length <= text.size(); length++)
		attempt(text.substr(0, length));
	for (std::size_t at = 0; at < text.size(); at++)
		for (const char wrong : {'\0', '\n', ' ', ':', '-', '[', '}', '"', '&', '*', '!', '\xff'}) {
			std::string broken = text;
			broken[at] = wrong;
			attempt(broken);
		}
}

TEST_CASE("a table belongs to a policy beside it", "[cases]")
{
	CHECK(read_table(kHead + kLoad).table->policy == "dir/p.yaml");
	CHECK(read_table("policy: ../q.yaml\n" + kHead + kLoad).table->policy == "dir/../q.yaml");
	CHECK(read_table("policy: /q.yaml\n" + kHead + kLoad).table->policy == "/q.yaml");
	CHECK(is_case_table("a.cases.yaml"));
	CHECK_FALSE(is_case_table("a.yaml"));
	CHECK(cases_beside("a/b.yaml") == "a/b.cases.yaml");
	CHECK(cases_beside("a/b") == "a/b.cases.yaml");
	CHECK_FALSE(read_cases_file("/nowhere/p.cases.yaml").table);
}

TEST_CASE("a case is met by its action, and by reason and rule where it says them", "[cases]")
{
	const RunCases result =
	    run("  - name: action\n    tool: alice\n    command: load\n    type: 6\n"
		"    expect: allowed\n"
		"  - {name: wrong, tool: alice, command: create, expect: would-deny}\n"
		"  - {name: reason, tool: bob, command: create, expect: denied, reason: no-maps, "
		"rule: tools.bob.maps}\n"
		"  - {name: other reason, tool: bob, command: create, expect: denied, reason: guard}\n"
		"  - {name: other rule, tool: bob, command: create, expect: denied, rule: default}\n"
		"  - {name: exec, exec: alice, group: [a, b], traced: false, expect: allowed}\n");
	REQUIRE(result.results.size() == 6);
	std::string passed;
	for (const CaseResult &one : result.results)
		passed += one.passed ? '+' : '-';
	CHECK(passed == "+-+--+");
	CHECK(result.results[2].asked.name == "reason");
	CHECK(expectation_text(result.results[2].asked) == "denied, reason no-maps, rule tools.bob.maps");
	CHECK(answer_text(result.results[1].answer) == "allowed, reason allowed, rule tools.alice.maps");
}

TEST_CASE("a case that is no question to the policy makes the table invalid", "[cases]")
{
	const RunCases result =
	    run("  - {name: a, tool: alcie, command: create, expect: denied}\n"
		"  - {name: b, tool: bob, command: create, expect: denied, rule: tools.bob.map}\n"
		"  - {name: c, tool: bob, command: create, expect: denied}\n");
	CHECK(result.results.empty());
	CHECK(summary(result.diagnostics) ==
	      std::vector<std::string>{"unknown-tool 3:21", "unknown-rule 4:65"});
	CHECK(result.diagnostics[1].item == "cases[1].rule");
	CHECK(result.diagnostics[1].hint == "did you mean 'tools.bob.maps'?");
}

TEST_CASE("two cases of one name are a warning", "[cases]")
{
	const ReadCases read = read_table(kHead + kLoad + kLoad);
	CHECK(read.table);
	CHECK(summary(read.diagnostics) == std::vector<std::string>{"duplicate-name 4:5"});
}

TEST_CASE("what no case asks about is named", "[cases]")
{
	CHECK(run(kLoad).not_asked ==
	      std::vector<std::string>{"default", "tools.alice.maps", "tools.bob", "tools.carol"});
	CHECK(run(kLoad + "  - {name: b, tool: alice, command: lookup, expect: allowed}\n"
			  "  - {name: c, exec: carol, expect: allowed}\n"
			  "  - {name: d, tool: bob, command: create, expect: denied}\n"
			  "  - {name: e, tool: untrusted, command: create, expect: denied}\n")
		  .not_asked.empty());
}

TEST_CASE("each limit is asked about where it refuses something", "[cases][limits]")
{
	Policy policy = policy_to_ask();
	policy.tools.resize(1);
	policy.tools[0].programs.limits.places = {{WB_LIMIT_EFFECTS, {}}, {WB_LIMIT_HELPERS, {}}};
	const auto missing = [&](const std::string &cases) {
		const ReadCases read = read_table(kHead + cases);
		REQUIRE(read.table);
		return run_cases(*read.table, policy).not_asked;
	};
	const std::string others = "  - {name: m, tool: alice, command: lookup, expect: allowed}\n"
				   "  - {name: n, tool: untrusted, command: create, expect: denied}\n";
	CHECK(missing(others + kLoad) ==
	      std::vector<std::string>{"tools.alice.programs.effects", "tools.alice.programs.helpers"});
	CHECK(missing(others + "  - {name: o, tool: alice, command: load, type: xdp, effects: timer, "
			       "expect: denied, rule: tools.alice.programs}\n") ==
	      std::vector<std::string>{"tools.alice.programs.helpers"});
	CHECK(missing(others + "  - {name: p, tool: alice, command: load, type: xdp, helpers: [redirect], "
			       "expect: denied, reason: helper}\n") ==
	      std::vector<std::string>{"tools.alice.programs.effects"});
}

TEST_CASE("rules for objects of others are asked about where something of others is", "[cases][objects]")
{
	Policy policy = policy_to_ask();
	Tool &alice = policy.tools[0];
	alice.maps.creates = MapTypes(1ull << 1);
	alice.maps.others = {{.owner = "bob", .name = "*", .access = WB_ACCESS_READ}};
	alice.links.owners = {{"bob", {}}};
	alice.introspection = false;
	policy.tools.resize(2);
	const auto missing = [&](const std::string &cases) {
		const ReadCases read =
		    read_table(kHead + kLoad +
			       "  - {name: m, tool: bob, command: info, expect: allowed}\n"
			       "  - {name: n, tool: untrusted, command: info, expect: denied}\n"
			       "  - {name: o, tool: alice, command: lookup, expect: allowed}\n" +
			       cases);
		REQUIRE(read.table);
		return run_cases(*read.table, policy).not_asked;
	};
	const std::string line = "  - {name: p, tool: alice, expect: allowed, command: ";
	const std::string create = "tools.alice.maps.create", others = "tools.alice.maps.others",
			  links = "tools.alice.links", introspection = "tools.alice.introspection";
	CHECK(missing("") == std::vector{create, others, links, introspection});
	CHECK(missing(line + "create}\n") == std::vector{create, others, links, introspection});
	CHECK(missing(line + "create, map_type: array}\n") == std::vector{others, links, introspection});
	CHECK(missing(line + "lookup, owner: alice}\n") == std::vector{create, others, links, introspection});
	CHECK(missing(line + "lookup, owner: bob}\n") == std::vector{create, links, introspection});
	CHECK(missing(line + "load, type: xdp, owner: bob}\n") == std::vector{create, links, introspection});
	CHECK(missing(line + "detach, owner: unowned}\n") == std::vector{create, others, introspection});
	CHECK(missing(line + "next-map}\n") == std::vector{create, others, links});
}

TEST_CASE("the examples' own case tables hold", "[cases]")
{
	std::size_t tables = 0;
	for (const auto &entry : std::filesystem::directory_iterator(WATCHBPF_EXAMPLES)) {
		if (!is_case_table(entry.path().string()))
			continue;
		INFO(entry.path());
		tables++;
		const ReadCases read = read_cases_file(entry.path().string());
		for (const Diagnostic &diagnostic : read.diagnostics)
			FAIL_CHECK(render(diagnostic, read.source));
		REQUIRE(read.table);
		const ReadPolicy policy = read_policy_file(read.table->policy);
		REQUIRE(policy.policy);
		const RunCases result = run_cases(*read.table, *policy.policy);
		for (const Diagnostic &diagnostic : result.diagnostics)
			FAIL_CHECK(render(diagnostic, read.source));
		for (const CaseResult &one : result.results) {
			INFO(one.asked.name << ": " << answer_text(one.answer));
			CHECK(one.passed);
		}
		CHECK(result.not_asked.empty());
	}
	CHECK(tables > 0);
}
