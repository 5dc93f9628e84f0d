// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// `tools.NAME.programs`; what is wrong is reported and left out. `guard`: what the
// tool's own key says, wherever it stands.
void read_programs(const YamlItem &item, const Guard &guard, Programs &programs);

} // namespace watchbpf::policy
