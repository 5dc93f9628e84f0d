// SPDX-License-Identifier: Apache-2.0
// YAML -> model. Needs no root and no kernel.
#pragma once

#include <optional>
#include <string>

#include "policy/diagnostic.h"
#include "policy/files.h"
#include "policy/model.h"
#include "policy/source_text.h"

namespace watchbpf::policy {

struct ReadPolicy {
	std::optional<Policy> policy; // set if and only if there is no error
	Diagnostics diagnostics;      // every problem found, in the files' order
	Sources source;               // the texts of all files, for snippets
};

// Reads a regular file (or a pipe) and the files that it includes; every
// failure is a diagnostic.
ReadPolicy read_policy_file(const std::string &path);

// The same for text already in memory; `name` stands in the places, and its
// folder is where included files are. Only `files` touches the file system.
ReadPolicy read_policy_text(std::string text, const std::string &name, const Files &files = disk_files());

} // namespace watchbpf::policy
