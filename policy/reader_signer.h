// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

inline constexpr std::size_t kLongestSignerName = 63;

// `signers`; what is wrong is reported and left out.
std::vector<Signer> read_signers(const YamlItem &item);

} // namespace watchbpf::policy
