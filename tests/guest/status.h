// SPDX-License-Identifier: Apache-2.0
// What `watchbpf status --objects --output json` says.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace watchbpf::guest {

struct Shown {
	std::string kind, type, name, owner, earlier;
	unsigned id = 0;
	bool recorded = false;
	std::optional<bool> pinned;
	std::vector<std::string> writers;
};

struct Status {
	std::string state, sha256;
	unsigned long denied = 0, lost_decisions = 0, no_record = 0;
	std::array<unsigned, 3> records{}; // maps, programs, links
	std::vector<Shown> objects;

	// The first one of this kind and name.
	std::optional<Shown> find(const std::string &kind, const std::string &name) const;
};

// Throws if nobody answers.
Status status();

} // namespace watchbpf::guest
