// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "policy/diagnostic.h"

namespace watchbpf::policy {

// Collects the diagnostics of one run, and stops a hostile file from making
// millions of them. Errors and warnings are counted apart, so that a flood of
// warnings cannot wash an error away.
class Report {
public:
	static constexpr std::size_t kMost = 200; // of each severity

	void add(Diagnostic diagnostic);
	void error(Place place, std::string item, std::string code, std::string message, std::string hint);
	void warning(Place place, std::string item, std::string code, std::string message, std::string hint);
	// True once no further error would be kept: reading on is of no use.
	bool full() const { return counts_[0] > kMost; }
	// Diagnostics are sorted by file, in the order of these calls.
	void begin_file(const std::string &file);
	// Everything kept, in the files' order.
	Diagnostics take(const std::string &file);

private:
	Diagnostics diagnostics_;
	std::array<std::size_t, 2> counts_{}; // by Severity
	std::vector<std::string> files_;
};

} // namespace watchbpf::policy
