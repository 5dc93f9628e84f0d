// SPDX-License-Identifier: Apache-2.0
// A policy file from disk to records for the kernel, its problems printed.
#pragma once

#include <optional>
#include <string>

#include "policy/compiler.h"
#include "policy/model.h"

namespace watchbpf::daemon {

struct LoadedPolicy {
	policy::Generation generation;
	policy::Mode mode = policy::Mode::kEnforce;
	std::string sha256;
	std::string summary; // "alice.yaml (2 tools, 3 identities, sha256 0123...)"
};

// The same with everything there is to say about it, whether it is valid or not.
struct CheckedPolicy {
	std::optional<LoadedPolicy> policy; // empty if one of the diagnostics is an error
	policy::Diagnostics diagnostics;
	policy::Sources source; // the texts, for snippets
};

CheckedPolicy check_policy(const std::string &path, bool audit, const policy::Host &host);

// Prints every diagnostic to standard error; empty if one is an error.
std::optional<LoadedPolicy> load_policy(const std::string &path, bool audit);

} // namespace watchbpf::daemon
