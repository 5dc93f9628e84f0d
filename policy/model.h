// SPDX-License-Identifier: Apache-2.0
// A policy as the file says it, typed and checked, nothing resolved yet:
//
//   a Policy names Tools; a Tool is proved by any one of its Identities and is
//   then allowed what its Programs and Maps say; every other task gets `untrusted`.
//
// The reader makes it from YAML (reader.h), the compiler turns it into what
// the kernel reads (compiler.h).
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <vector>

#include "policy/diagnostic.h"
#include "policy/digest.h"

namespace watchbpf::policy {

enum class Mode { kEnforce, kAudit };

// What tasks without a mark may do (key `default`).
enum class Untrusted { kDeny, kIntrospection };

// At least one of both is set. With both, the digest is what counts and a file
// at `path` that has another one is a warning.
struct Identity {
	std::optional<Digest> digest;
	std::string path; // absolute; empty: none
	Place place;
};

// Bit N: program type number N of the kernel's enum bpf_prog_type.
using ProgramTypes = std::bitset<64>;

struct Tool {
	std::string name; // [A-Za-z0-9][A-Za-z0-9._-]*, shorter than WB_TOOL_NAME_BYTES
	std::vector<Identity> identities;
	ProgramTypes program_types;
	bool maps = false;
	Place place;
};

struct Policy {
	Mode mode = Mode::kEnforce;
	Untrusted untrusted = Untrusted::kDeny;
	std::vector<Tool> tools; // in the file's order
	std::string sha256;      // of the file's bytes, lower-case hex
};

} // namespace watchbpf::policy
