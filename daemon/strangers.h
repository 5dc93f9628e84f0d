// SPDX-License-Identifier: Apache-2.0
// Programs that were loaded before us and whose verdicts could override ours.
#pragma once

#include <string>
#include <vector>

#include "policy/result.h"

namespace watchbpf::daemon {

struct Stranger {
	std::string what; // "lsm program 12", "modify_return program 7"
	std::string name; // the program's own; anybody can choose any
	std::string tag;  // of its instructions: what an operator accepts it by

	// "restrict_filesy@0123456789abcdef", the argument of --accept.
	std::string identity() const { return name + "@" + tag; }
};

// Asks every program for its type and every link for its attach type: a
// MODIFY_RETURN program is of type `tracing` and only its link tells. Call
// before attaching.
Result<std::vector<Stranger>> find_strangers();

} // namespace watchbpf::daemon
