// SPDX-License-Identifier: Apache-2.0
// YAML -> model. Needs no root, no kernel and no other file.
#pragma once

#include <optional>
#include <string>

#include "policy/diagnostic.h"
#include "policy/model.h"

namespace watchbpf::policy {

// Larger files are refused before they are parsed: 100,000 digests need 10 MB.
inline constexpr std::size_t kLargestPolicyBytes = 32u << 20;

struct ReadPolicy {
	std::optional<Policy> policy; // set if and only if there is no error
	Diagnostics diagnostics;      // every problem found, in the file's order
	std::string source;           // the text, for snippets; empty if unreadable
};

// Reads a regular file (or a pipe); every failure is a diagnostic.
ReadPolicy read_policy_file(const std::string &path);

// The same for text already in memory; `name` stands in the places.
ReadPolicy read_policy_text(std::string text, const std::string &name);

} // namespace watchbpf::policy
