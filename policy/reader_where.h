// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// `tools.NAME.where`; what is wrong is reported and left out. How many words a
// tool can have is the compiler's to say.
std::optional<Where> read_where(const YamlItem &item);

} // namespace watchbpf::policy
