// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "policy/result.h"

namespace watchbpf::policy {

// The bytes of a regular file or a pipe, at most `limit` + 1 of them: a result
// longer than `limit` means that there is more.
Result<std::string> read_input(const std::string &path, std::size_t limit);

} // namespace watchbpf::policy
