// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "policy/result.h"

namespace watchbpf::policy {

// The SHA-256 of `bytes` in lower-case hex: the name of a policy in the log.
Result<std::string> sha256_hex(std::string_view bytes);

} // namespace watchbpf::policy
