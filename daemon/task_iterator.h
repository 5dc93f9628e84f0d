// SPDX-License-Identifier: Apache-2.0
// Runs an iter/task program over all tasks.
#pragma once

#include <string>

#include "policy/result.h"

struct bpf_program;

namespace watchbpf::daemon {

// Returns the bytes that the program wrote.
Result<std::string> iterate_tasks(const bpf_program *program);

} // namespace watchbpf::daemon
