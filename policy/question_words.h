// SPDX-License-Identifier: Apache-2.0
// Questions as people put them, in case tables and on the command line: both
// take their keys from here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/question.h"
#include "policy/report.h"

namespace watchbpf::policy {

// One key of a question with its value; a flag that is not set is not said.
struct Said {
	std::string key;
	std::string text; // of a flag: "true"
	Place place;      // of the value
};

struct QuestionWords {
	std::vector<Said> said;
	Place place;        // of the question as a whole
	std::string prefix; // of items in diagnostics: "cases[3].", "--"
};

enum class KeyKind { kText, kList, kFlag };

struct QuestionKey {
	std::string_view name;
	KeyKind kind;
	std::string_view about; // half a line of help
};

// In the order in which help lists them.
std::span<const QuestionKey> question_keys();

// What belongs to each kind of question; the first key is what makes it that kind.
struct QuestionKind {
	Act act;
	std::vector<std::string_view> keys;
};
const std::vector<QuestionKind> &question_kinds();
// Of the keys of commands, those that only a load has.
std::span<const std::string_view> keys_of_loads();
// What `object` can be.
inline constexpr std::string_view kQuestionObjects[] = {"map", "program", "other"};
// What `access` can be.
inline constexpr std::string_view kQuestionAccesses[] = {"ro", "rw"};

// Nothing, and why in the report, if the words make no question to this policy.
// `host` must be the one that the policy was compiled with: names get its numbers.
std::optional<Question> question_of(const QuestionWords &words, const Policy &policy, const Host &host,
				    Report &report);

} // namespace watchbpf::policy
