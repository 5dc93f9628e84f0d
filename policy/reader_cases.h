// SPDX-License-Identifier: Apache-2.0
// YAML -> a table of cases.
#pragma once

#include <optional>
#include <string>

#include "policy/cases.h"
#include "policy/diagnostic.h"

namespace watchbpf::policy {

struct ReadCases {
	std::optional<CaseTable> table; // set if and only if there is no error
	Diagnostics diagnostics;
	Sources source; // the text, for snippets
};

// Every failure is a diagnostic. Without `policy` the table belongs to the
// policy beside it: alice.yaml of alice.cases.yaml.
ReadCases read_cases_file(const std::string &path);

// The same for text already in memory; `name` stands in the places.
ReadCases read_cases_text(std::string text, const std::string &name);

// "alice.cases.yaml" <-> "alice.yaml".
bool is_case_table(const std::string &path);
std::string policy_beside(const std::string &cases);
std::string cases_beside(const std::string &policy);

} // namespace watchbpf::policy
