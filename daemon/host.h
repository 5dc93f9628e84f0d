// SPDX-License-Identifier: Apache-2.0
// What a policy refers to, as this host has it.
#pragma once

#include "policy/compiler.h"

namespace watchbpf::daemon {

policy::Host this_host();

} // namespace watchbpf::daemon
