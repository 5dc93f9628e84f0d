// SPDX-License-Identifier: Apache-2.0
#include "policy/cases.h"

#include <linux/bpf.h>

#include <algorithm>
#include <set>

#include "bpf/vocabulary.h"
#include "policy/item_path.h"
#include "policy/reader_limits.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

// Every rule that an answer of this policy can name, in order.
std::vector<std::string> rules_of(const Policy &policy)
{
	std::vector<std::string> rules;
	for (const std::uint8_t rule : {WB_RULE_NONE, WB_RULE_BUILT_IN, WB_RULE_DEFAULT, WB_RULE_IDENTITY})
		rules.push_back(rule_text(rule, ""));
	for (const Tool &tool : policy.tools)
		for (const std::uint8_t rule :
		     {WB_RULE_IDENTITY, WB_RULE_PROGRAMS, WB_RULE_LIMITS, WB_RULE_MAPS, WB_RULE_WHERE,
		      WB_RULE_LINKS, WB_RULE_INTROSPECTION})
			rules.push_back(rule_text(rule, tool.name));
	std::ranges::sort(rules);
	return rules;
}

// A rule that does not exist would make a case fail for ever, or never be seen.
void check_rule(const Case &asked, const std::vector<std::string> &rules, Report &report)
{
	if (!asked.rule || std::ranges::binary_search(rules, asked.rule->text))
		return;
	const auto meant = closest(asked.rule->text, {rules.begin(), rules.end()});
	report.error(asked.rule->place, asked.words.prefix + "rule", "unknown-rule",
		     "no rule " + in_quotes(asked.rule->text) + " in the policy",
		     meant ? "did you mean '" + *meant + "'?"
			   : "a rule is 'default', 'built-in', 'none' or 'tools.NAME.maps' and its kin");
}

bool is_met(const Case &asked, const Answer &answer)
{
	return answer.verdict.action == asked.action &&
	       (!asked.reason || *asked.reason == reason_code(answer.verdict.reason)) &&
	       (!asked.rule || asked.rule->text == answer.rule);
}

// "tools.alice.programs.effects"
std::string limit_text(const Tool &tool, wb_limit limit)
{
	return item_of(tool) + ".programs." + std::string(key_of_limit(limit));
}

// "tools.alice.maps.create"
std::string maps_text(const Tool &tool, std::string_view key)
{
	return item_of(tool) + ".maps." + std::string(key);
}

// What the cases touched. A limit, a list of types and a key that only takes away show only
// in what they refuse.
struct Touched {
	std::set<std::uint32_t> tools;
	std::set<std::string> rules;

	void add(const Policy &policy, const Question &question, const Answer &answer)
	{
		if (question.act != Act::kSysctl)
			tools.insert(question.tool);
		rules.insert(answer.rule);
		// An exec that gives a mark has passed its where too.
		if (question.act == Act::kExec && answer.verdict.reason == WB_REASON_ALLOWED)
			rules.insert(rule_text(WB_RULE_WHERE, tool_word(policy, question.tool)));
		// Types are asked before limits.
		if (answer.verdict.rule == WB_RULE_LIMITS)
			rules.insert(rule_text(WB_RULE_PROGRAMS, tool_word(policy, question.tool)));
		if (const auto limit = limit_of(answer.verdict.reason);
		    limit && question.tool != WB_UNTRUSTED)
			rules.insert(limit_text(policy.tools[question.tool - 1], *limit));
		if (question.tool != WB_UNTRUSTED && question.tool <= policy.tools.size())
			add_object(policy.tools[question.tool - 1], question, answer);
	}

	// What is said of others is asked about where something of others is.
	void add_object(const Tool &tool, const Question &question, const Answer &answer)
	{
		if (answer.verdict.reason == WB_REASON_MAP_TYPE)
			rules.insert(maps_text(tool, "create"));
		if (!question.object.owner || *question.object.owner == question.tool)
			return;
		const bool map = question.command == BPF_PROG_LOAD ||
				 kind_of_object(question.command, question.object.pinned) == WB_OBJECT_MAP;
		rules.insert(map ? maps_text(tool, "others") : rule_text(WB_RULE_LINKS, tool.name));
	}
};

// What the tool's rules for objects say beyond the defaults.
void add_object_rules(const Tool &tool, const Touched &touched, std::vector<std::string> &missing)
{
	const auto want = [&](bool is_said, const std::string &rule) {
		if (is_said && !touched.rules.contains(rule))
			missing.push_back(rule);
	};
	const MapTypes all(WB_ALL_MAP_TYPES);
	want(tool.maps.use && tool.maps.creates != all, maps_text(tool, "create"));
	want(!tool.maps.others.empty(), maps_text(tool, "others"));
	want(tool.links.all || !tool.links.owners.empty(), rule_text(WB_RULE_LINKS, tool.name));
	want(!tool.introspection, rule_text(WB_RULE_INTROSPECTION, tool.name));
}

std::vector<std::string> not_asked(const Policy &policy, const Touched &touched)
{
	std::vector<std::string> missing;
	const auto want = [&](bool is_there, std::uint8_t rule, const std::string &tool) {
		if (is_there && !touched.rules.contains(rule_text(rule, tool)))
			missing.push_back(rule_text(rule, tool));
	};
	want(true, WB_RULE_DEFAULT, "");
	for (std::size_t i = 0; i < policy.tools.size(); i++) {
		const Tool &tool = policy.tools[i];
		if (!touched.tools.contains(static_cast<std::uint32_t>(i + 1))) {
			missing.push_back(item_of(tool));
			continue;
		}
		want(tool.where.has_value(), WB_RULE_WHERE, tool.name);
		want(tool.programs.types.any(), WB_RULE_PROGRAMS, tool.name);
		for (const auto &[limit, place] : tool.programs.limits.places)
			if (const std::string text = limit_text(tool, limit); !touched.rules.contains(text))
				missing.push_back(text);
		want(tool.maps.use, WB_RULE_MAPS, tool.name);
		add_object_rules(tool, touched, missing);
	}
	return missing;
}

} // namespace

RunCases run_cases(const CaseTable &table, const Policy &policy)
{
	const Host host = offline_host();
	Compiled compiled = compile_to_ask(policy, host);
	RunCases run;
	Report report;
	Touched touched;

	run.diagnostics = std::move(compiled.diagnostics);
	if (!compiled.generation)
		return run;
	const auto rules = rules_of(policy);
	for (const Case &asked : table.cases) {
		if (report.full())
			break;
		check_rule(asked, rules, report);
		const auto question = question_of(asked.words, policy, host, report);
		if (!question)
			continue;
		const Answer answer = ask(policy, *compiled.generation, *question);
		touched.add(policy, *question, answer);
		run.results.push_back({asked, answer, is_met(asked, answer)});
	}
	for (Diagnostic &diagnostic : report.take(""))
		run.diagnostics.push_back(std::move(diagnostic));
	if (has_errors(run.diagnostics))
		run.results.clear();
	else
		run.not_asked = not_asked(policy, touched);
	return run;
}

std::string expectation_text(const Case &asked)
{
	return std::string(action_word(asked.action)) + (asked.reason ? ", reason " + *asked.reason : "") +
	       (asked.rule ? ", rule " + asked.rule->text : "");
}

std::string answer_text(const Answer &answer)
{
	return std::string(action_word(answer.verdict.action)) + ", reason " +
	       std::string(reason_code(answer.verdict.reason)) +
	       (answer.about.empty() ? "" : " (" + printable(answer.about) + ")") + ", rule " + answer.rule;
}

} // namespace watchbpf::policy
