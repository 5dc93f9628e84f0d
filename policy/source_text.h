// SPDX-License-Identifier: Apache-2.0
// What a policy's bytes must be before a YAML parser sees them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "policy/diagnostic.h"

namespace watchbpf::policy {

// Larger files are refused before they are parsed: 100,000 digests need 10 MB.
inline constexpr std::size_t kLargestPolicyBytes = 32u << 20;

std::string_view without_byte_order_mark(std::string_view text);

// The first thing that makes `text` unfit; nothing if it is fit.
std::optional<Diagnostic> check_source_text(std::string_view text, const std::string &file);

} // namespace watchbpf::policy
