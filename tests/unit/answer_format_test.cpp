// SPDX-License-Identifier: Apache-2.0
// How `explain` and `test` say what a policy answers.
#include "daemon/answer_format.h"

#include <catch2/catch.hpp>

#include "policy/advice.h"
#include "questions_of.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using watchbpf::daemon::format_answer;
using watchbpf::daemon::format_case;
using watchbpf::daemon::OutputFormat;

namespace {

// Line 14 is alice's types, line 32 carol's where.
std::string source_of_policy()
{
	std::string source;
	for (int line = 1; line <= 40; line++)
		source += line == 14 ? "      types: [xdp]\n" : "line\n";
	return source;
}

std::string explained(const Policy &policy, const Pairs &pairs, OutputFormat format = OutputFormat::kText,
		      const std::string &file = {})
{
	const Host host = offline_host();
	const Compiled compiled = compile_to_ask(policy, host);
	REQUIRE(compiled.generation);
	Report report;
	const auto question = question_of(words_of(pairs), policy, host, report);
	REQUIRE(question);
	const Answer answer = ask(policy, *compiled.generation, *question);
	return format_answer({.policy = policy,
			      .question = *question,
			      .answer = answer,
			      .advice = advice(policy, host, *question),
			      .source = source_of_policy(),
			      .file = file},
			     format);
}

std::string first_line(const Policy &policy, const Pairs &pairs)
{
	const std::string text = explained(policy, pairs);
	return text.substr(0, text.find('\n'));
}

} // namespace

TEST_CASE("an answer leads to the line of the policy", "[answer]")
{
	CHECK(explained(policy_to_ask(), {{"tool", "alice"}, {"command", "load"}, {"type", "xdp"}}) ==
	      "alice load xdp: Approved\n"
	      "reason: allowed [allowed]\n"
	      "rule: tools.alice.programs.types\n"
	      "place: p.yaml:14:14\n"
	      "    14 |       types: [xdp]\n"
	      "       |              ^\n"
	      "mode: enforce\n");
}

TEST_CASE("a refusal says what would have to change", "[answer]")
{
	CHECK(explained(policy_to_ask(), {{"tool", "alice"}, {"command", "load"}, {"type", "kprobe"}}) ==
	      "alice load kprobe: Denied\n"
	      "reason: program type not allowed [program-type]\n"
	      "rule: tools.alice.programs.types\n"
	      "place: p.yaml:14:14\n"
	      "    14 |       types: [xdp]\n"
	      "       |              ^\n"
	      "mode: enforce\n"
	      "hint: add 'kprobe' to tools.alice.programs.types\n");
	CHECK(explained(policy_to_ask(), {{"tool", "bob"}, {"command", "get-pin"}}) ==
	      "bob get-pin: Denied\n"
	      "reason: tool may not use maps [no-maps]\n"
	      "rule: tools.bob.maps\n"
	      "hook: map-fd, after lsm/bpf\n"
	      "place: p.yaml:20:3\n"
	      "    20 | line\n"
	      "       |   ^\n"
	      "mode: enforce\n"
	      "hint: write 'maps: true' in tools.bob\n");
	CHECK(explained(policy_to_ask(), {{"sysctl", "true"}}) ==
	      "untrusted sysctl: Denied\n"
	      "reason: could switch watchbpf off [guard]\n"
	      "rule: built-in\n"
	      "mode: enforce\n"
	      "hint: no policy can allow this\n");
}

TEST_CASE("the first line has the words of the event", "[answer]")
{
	struct Row {
		Pairs words;
		std::string line;
	};
	const Row rows[] = {
	    {{{"tool", "untrusted"}, {"command", "load"}, {"type", "xdp"}}, "untrusted load xdp: BPFDenied"},
	    {{{"tool", "untrusted"}, {"command", "create"}}, "untrusted create: Denied"},
	    {{{"tool", "bob"}, {"trace", "alice"}}, "bob trace alice: Denied"},
	    {{{"tool", "bob"}, {"trace", "untrusted"}, {"own", "true"}}, "bob trace watchbpf: Denied"},
	    {{{"tool", "alice"}, {"command", "load"}, {"type", "tracing"}, {"attach", "lsm_mac"}},
	     "alice load tracing lsm_mac: Denied"},
	    {{{"tool", "alice"}, {"command", "4711"}}, "alice command 4711: Denied"},
	    {{{"exec", "alice"}}, "alice exec: ProgApproved,MapsApproved"},
	    {{{"exec", "bob"}}, "bob exec: ProgDenied,MapsDenied"},
	    {{{"exec", "bob"}, {"traced", "true"}}, "bob exec: BPFDenied"},
	};
	for (const Row &row : rows)
		CHECK(first_line(policy_to_ask(), row.words) == row.line);

	Policy audit = policy_to_ask();
	audit.mode = Mode::kAudit;
	CHECK(first_line(audit, rows[0].words) == "untrusted load xdp: BPFWouldDeny");
	CHECK(first_line(audit, rows[8].words) == "bob exec: BPFWouldDeny");
	CHECK_THAT(explained(audit, rows[1].words),
		   Catch::Matchers::Contains("mode: audit, so that it is only reported\n"));
}

TEST_CASE("an answer for programs", "[answer]")
{
	CHECK(explained(policy_to_ask(), {{"tool", "alice"}, {"command", "create"}}, OutputFormat::kJson) ==
	      R"({"question":"alice create","file":null,"action":"Approved","verdict":"allowed",)"
	      R"("reason":"allowed","about":null,"rule":"tools.alice.maps",)"
	      R"("place":{"file":"p.yaml","line":15,"column":11},"mode":"enforce","hint":null})"
	      "\n");
	CHECK(explained(policy_to_ask(), {{"exec", "untrusted"}}, OutputFormat::kJson, "/bin/x sha256:00") ==
	      R"({"question":"untrusted exec","file":"/bin/x sha256:00","action":"BPFDenied",)"
	      R"("verdict":"denied","reason":"unknown-digest","about":null,"rule":"identities","place":null,)"
	      R"("mode":"enforce","hint":"list the file's path or digest in the identities of a tool"})"
	      "\n");
}

TEST_CASE("a case that fails says what came instead, and where to look", "[answer]")
{
	CaseResult result;
	result.asked.name = "alice\033 loads";
	result.asked.place = {"p.cases.yaml", 7, 5};
	result.answer.verdict = wb_verdict_of(WB_REASON_NO_MAPS, WB_RULE_MAPS);
	result.answer.rule = "tools.alice.maps";
	result.answer.place = {"p.yaml", 4, 3};
	result.asked.action = WB_ALLOW;
	CHECK(format_case(result, "p.cases.yaml", OutputFormat::kText) ==
	      "not ok alice\\x1b loads\n"
	      "  expected: allowed\n"
	      "  came: denied, reason no-maps, rule tools.alice.maps\n"
	      "  rule at p.yaml:4:3\n"
	      "  case at p.cases.yaml:7:5\n");
	CHECK(format_case(result, "p.cases.yaml", OutputFormat::kJson) ==
	      R"({"table":"p.cases.yaml","case":"alice\u001b loads",)"
	      R"("case_place":{"file":"p.cases.yaml","line":7,"column":5},"ok":false,"expected":"allowed",)"
	      R"("verdict":"denied","reason":"no-maps","about":null,"rule":"tools.alice.maps",)"
	      R"("place":{"file":"p.yaml","line":4,"column":3},"mode":"enforce"})"
	      "\n");
	result.passed = true;
	CHECK(format_case(result, "", OutputFormat::kText) == "ok alice\\x1b loads\n");
}
