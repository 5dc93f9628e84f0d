// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/question.h"

namespace watchbpf::policy {

inline constexpr const char *kNever = "no policy can allow this";

// Changes the policy's copy so that its rules for maps, links and introspection allow what
// they refused, and says in words how; empty: no change is known.
std::string change_maps(Policy &policy, const Question &question, std::uint8_t reason);
std::string change_links(Policy &policy, const Question &question);
std::string change_introspection(Tool &tool);

} // namespace watchbpf::policy
