// SPDX-License-Identifier: Apache-2.0
// What `watchbpf check` found, for people and for programs. Pure.
#pragma once

#include <string>

#include "daemon/load_policy.h"

namespace watchbpf::daemon {

// A valid policy: its digest, and every tool with what proves it, in columns.
std::string check_text(const LoadedPolicy &policy);

// One object in one line, valid or not; docs/policy-language.md describes it.
std::string check_json(const std::string &path, const CheckedPolicy &checked);

} // namespace watchbpf::daemon
