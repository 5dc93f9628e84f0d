// SPDX-License-Identifier: Apache-2.0
// What every JSON output of ours has in common.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace watchbpf::daemon {

using Json = nlohmann::ordered_json;

Json text_or_null(std::string_view text);

// One line, safe whatever is in it: names and policies are bytes that others
// chose. What is not UTF-8 becomes U+FFFD, and what is not ASCII \uXXXX, because
// U+009B starts terminals' control sequences.
std::string line_of(const Json &json);

} // namespace watchbpf::daemon
