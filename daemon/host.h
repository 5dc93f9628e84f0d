// SPDX-License-Identifier: Apache-2.0
// What a policy refers to, as this host has it.
#pragma once

#include <cstddef>

#include "policy/compiler.h"

namespace watchbpf::daemon {

// Keys, certificates and signatures have a few kilobytes.
inline constexpr std::size_t kLargestFile = 1u << 20;

policy::Host this_host();

} // namespace watchbpf::daemon
