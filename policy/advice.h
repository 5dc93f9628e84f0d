// SPDX-License-Identifier: Apache-2.0
// What a policy would have to say for a refused question to be allowed. Nothing
// is promised: the changed policy is compiled and asked again.
#pragma once

#include <string>

#include "policy/question.h"

namespace watchbpf::policy {

// One line, "add 'xdp' to tools.alice.programs.types"; empty for what is allowed.
std::string advice(const Policy &policy, const Host &host, const Question &question);

} // namespace watchbpf::policy
