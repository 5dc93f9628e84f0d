// SPDX-License-Identifier: Apache-2.0
// Answers about a policy as people and as programs read them, in the words that
// the event of the same act would have.
#pragma once

#include <string>

#include "daemon/event_format.h"
#include "policy/cases.h"
#include "policy/question.h"

namespace watchbpf::daemon {

struct Explained {
	const policy::Policy &policy;
	const policy::Question &question;
	const policy::Answer &answer;
	std::string advice; // empty: none
	std::string source; // of the file that answer.place is in; for the snippet
	std::string file{}; // whose tool was asked for, with its digest; may be empty
};

std::string format_answer(const Explained &explained, OutputFormat format);

// One case: "ok NAME", or "not ok NAME" and what came instead.
std::string format_case(const policy::CaseResult &result, const std::string &table, OutputFormat format);

} // namespace watchbpf::daemon
