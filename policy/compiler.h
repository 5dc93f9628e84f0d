// SPDX-License-Identifier: Apache-2.0
// Model -> the records of bpf/abi.h, and nothing else.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bpf/abi.h"
#include "policy/diagnostic.h"
#include "policy/model.h"

namespace watchbpf::policy {

// One compiled policy. tools[0] is the rule of untrusted tasks; the values of
// `identities` are indices into tools.
struct Generation {
	std::vector<wb_tool> tools;
	std::vector<std::pair<wb_identity_key, std::uint32_t>> identities; // sorted by key, unique
	// The same for people: every identity with its tool and, where known, its file.
	struct Resolved {
		std::string tool;
		Digest digest;
		std::string path;
	};
	std::vector<Resolved> resolved;
};

struct Compiled {
	std::optional<Generation> generation; // set if and only if there is no error
	Diagnostics diagnostics;
};

// Takes the fs-verity digest of a sealed file; an Error says why there is none.
using MeasureFile = std::function<Result<Digest>(const std::string &path)>;

// audit: the whole generation reports and never denies, whatever the policy's mode.
Compiled compile(const Policy &policy, const MeasureFile &measure, bool audit);

} // namespace watchbpf::policy
