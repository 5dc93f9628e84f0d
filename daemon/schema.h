// SPDX-License-Identifier: Apache-2.0
// The language as a JSON Schema (draft-07, which editors read): what can be said
// of a file without the host and without its other files. The words come from
// bpf/ and policy/; a test holds the keys against those that the reader takes.
#pragma once

#include <string>

namespace watchbpf::daemon {

// Of policies; included files are policies without `mode`, `default`, `include`.
std::string policy_schema();
// Of case tables (*.cases.yaml).
std::string cases_schema();

} // namespace watchbpf::daemon
