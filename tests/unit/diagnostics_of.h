// SPDX-License-Identifier: Apache-2.0
// Small words for tests that look at diagnostics.
#pragma once

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "policy/reader.h"

namespace watchbpf::policy::test {

// "unknown-key 4:5" for each, in order.
inline std::vector<std::string> summary(const Diagnostics &diagnostics)
{
	std::vector<std::string> out;
	for (const Diagnostic &diagnostic : diagnostics)
		out.push_back(diagnostic.code + " " + std::to_string(diagnostic.place.line) + ":" +
			      std::to_string(diagnostic.place.column));
	return out;
}

inline ReadPolicy read(std::string text)
{
	return read_policy_text(std::move(text), "p.yaml");
}

// Everything a person sees of a run.
inline std::string rendered(const ReadPolicy &read)
{
	std::string out;
	for (const Diagnostic &diagnostic : read.diagnostics)
		out += render(diagnostic, read.source);
	return out;
}

inline std::string hex64(char digit)
{
	return std::string(64, digit);
}

} // namespace watchbpf::policy::test
