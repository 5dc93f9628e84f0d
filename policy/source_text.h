// SPDX-License-Identifier: Apache-2.0
// What a policy's bytes must be before a YAML parser sees them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/diagnostic.h"

namespace watchbpf::policy {

std::string_view without_byte_order_mark(std::string_view text);

// The first thing that makes `text` unfit; nothing if it is fit.
std::optional<Diagnostic> check_source_text(std::string_view text, const std::string &file);

} // namespace watchbpf::policy
