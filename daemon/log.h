// SPDX-License-Identifier: Apache-2.0
// What commands say of themselves, on standard error; events and results go
// to standard output. Colours only on a terminal.
#pragma once

#include <string>

#include "policy/diagnostic.h"
#include "policy/result.h"

namespace watchbpf::daemon {

void set_up_log();

void say(const std::string &message);
void warn(const std::string &message);
// "watchbpf: error: MESSAGE", then the hint on a line of its own.
void report(const Error &error);
// Every problem of a policy with its place; `sources`: the texts.
void report(const policy::Diagnostics &diagnostics, const policy::Sources &sources);

} // namespace watchbpf::daemon
