// SPDX-License-Identifier: Apache-2.0
// A table of questions to a policy with the answers that its author expects,
// and what comes of asking them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/question_words.h"

namespace watchbpf::policy {

struct Case {
	std::string name;
	QuestionWords words;
	std::uint8_t action = WB_DENY;     // expected, enum wb_action
	std::optional<std::string> reason; // a reason code
	std::optional<Word> rule;
	Place place;
};

struct CaseTable {
	std::string policy; // path of the policy file
	std::vector<Case> cases;
};

struct CaseResult {
	Case asked;
	Answer answer;
	bool passed = false;
};

struct RunCases {
	std::vector<CaseResult> results; // in the table's order; empty if there is an error
	// Tools and rules of the policy that no case asked about: "tools.alice.maps".
	std::vector<std::string> not_asked;
	Diagnostics diagnostics; // of cases that are no question to this policy
};

// Asks every case, on a host of its own making (offline_host()).
RunCases run_cases(const CaseTable &table, const Policy &policy);

// "denied, reason untrusted, rule default": what a case expects, as far as it says.
std::string expectation_text(const Case &asked);
// The same of an answer, in full.
std::string answer_text(const Answer &answer);

} // namespace watchbpf::policy
