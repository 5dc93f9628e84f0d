// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "policy/input.h"

namespace watchbpf::policy {

// What the reader asks of the file system about included files. Tests and
// fuzzers answer from memory; what is not set finds nothing.
struct Files {
	// A regular file, at most `limit` + 1 bytes of it.
	std::function<Result<Input>(const std::string &path, std::size_t limit)> read;
	// The names in a folder; nothing if `path` is no folder.
	using Names = std::vector<std::string>;
	std::function<Result<std::optional<Names>>(const std::string &path)> list;
};

// The machine's own.
const Files &disk_files();

} // namespace watchbpf::policy
