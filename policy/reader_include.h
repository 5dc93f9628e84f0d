// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "policy/files.h"
#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

inline constexpr std::size_t kMostIncludedFiles = 256;

// `include`: files and folders as they are written.
std::vector<Word> read_include(const YamlItem &item);

// The files that one word of `include` in `main_file` names: itself, or the
// *.yaml of a folder in byte order, without hidden ones and *.cases.yaml.
Result<std::vector<std::string>> included_files(std::string_view word, const std::string &main_file,
						const Files &files);

} // namespace watchbpf::policy
