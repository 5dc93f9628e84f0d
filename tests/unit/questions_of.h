// SPDX-License-Identifier: Apache-2.0
// Small words for tests that ask a policy.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bpf/vocabulary.h"
#include "policy/question_words.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline QuestionWords words_of(const Pairs &pairs)
{
	QuestionWords words;
	words.place = {"c.yaml", 4, 5};
	words.prefix = "cases[0].";
	int line = 5;
	for (const auto &[key, text] : pairs)
		words.said.push_back({key, text, {"c.yaml", line++, 11}});
	return words;
}

// Alice may load XDP and use maps, bob may do nothing, and carol counts only somewhere.
inline Policy policy_to_ask()
{
	Policy policy;
	policy.untrusted_place = {"p.yaml", 2, 10};
	for (const char *name : {"alice", "bob", "carol"}) {
		Tool tool;
		tool.name = name;
		tool.place = {"p.yaml", 10 + static_cast<int>(policy.tools.size()) * 10, 3};
		policy.tools.push_back(std::move(tool));
	}
	Tool &alice = policy.tools[0], &carol = policy.tools[2];
	alice.identities.push_back({});
	alice.identities[0].path = "/usr/bin/alice";
	alice.identities[0].place = {"p.yaml", 12, 9};
	alice.programs.types.set(6);
	alice.programs.place = {"p.yaml", 14, 14};
	alice.maps.use = true;
	alice.maps.creates = MapTypes(WB_ALL_MAP_TYPES);
	alice.maps.place = {"p.yaml", 15, 11};
	carol.where = Where{};
	carol.where->place = {"p.yaml", 32, 5};
	return policy;
}

// An answer in one line: "denied program-type tools.alice.programs.types 14:14",
// or the problems of the question.
inline std::string answer_to(const Policy &policy, const Pairs &pairs)
{
	const Host host = offline_host();
	const Compiled compiled = compile_to_ask(policy, host);
	if (!compiled.generation)
		return "does not compile";
	Report report;
	const auto question = question_of(words_of(pairs), policy, host, report);
	std::string text;
	for (const Diagnostic &diagnostic : report.take("c.yaml"))
		text += diagnostic.code + " " + diagnostic.item + ": " + diagnostic.message + " (" +
			diagnostic.hint + ")\n";
	if (!question)
		return text;
	const Answer answer = ask(policy, *compiled.generation, *question);
	text += std::string(action_word(answer.verdict.action)) + " " +
		std::string(reason_code(answer.verdict.reason)) + " " + answer.rule;
	if (answer.place.line)
		text += " " + std::to_string(answer.place.line) + ":" + std::to_string(answer.place.column);
	return text;
}

} // namespace watchbpf::policy::test
