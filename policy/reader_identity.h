// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// `tools.NAME.identities`; what is wrong is reported and left out.
std::vector<Identity> read_identities(const YamlItem &item);

} // namespace watchbpf::policy
