// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "policy/result.h"

namespace watchbpf::policy {

struct Input {
	std::string text;
	std::string id;      // the same for every name of one file; empty: not known
	std::string writers; // who else than root and the caller may change it; empty: nobody
};

enum class InputKind { kFile, kFileOrPipe };

// The bytes of a regular file (or a pipe), at most `limit` + 1 of them: a text
// longer than `limit` means that there is more.
Result<Input> read_input(const std::string &path, std::size_t limit, InputKind kind);
Result<std::string> read_input(const std::string &path, std::size_t limit);

} // namespace watchbpf::policy
