// SPDX-License-Identifier: Apache-2.0
// libbpf prints on standard error unless told otherwise; what it says belongs
// into the error of whoever called it.
#pragma once

#include <string>

namespace watchbpf::daemon {

// Once, before anything else of libbpf.
void keep_libbpf_messages();

// What libbpf said since the last call, for an error's hint.
std::string take_libbpf_messages();

} // namespace watchbpf::daemon
