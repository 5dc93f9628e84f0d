// SPDX-License-Identifier: Apache-2.0
// What a valid policy says that nobody can mean: identities that are everybody,
// tools that can never match, files that others may replace.
#pragma once

#include "policy/compiler.h"
#include "policy/diagnostic.h"
#include "policy/model.h"

namespace watchbpf::policy {

// Every lint. Those that ask the host are left out where it has no answer.
Diagnostics lint(const Policy &policy, const Host &host);

} // namespace watchbpf::policy
