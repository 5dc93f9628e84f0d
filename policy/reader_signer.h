// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// `signers`; what is wrong is reported and left out.
std::vector<Signer> read_signers(const YamlItem &item);

} // namespace watchbpf::policy
