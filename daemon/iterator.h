// SPDX-License-Identifier: Apache-2.0
// Runs an iterator program over all that it is for: tasks, programs.
#pragma once

#include <string>

#include "policy/result.h"

struct bpf_program;

namespace watchbpf::daemon {

// Returns the bytes that the program wrote.
Result<std::string> run_iterator(const bpf_program *program);

} // namespace watchbpf::daemon
