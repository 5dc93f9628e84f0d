// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// Keys of the language, of the document and of tools, that no part of this
// version enforces.
std::span<const std::string_view> later_keys();

// `tools`; what is wrong is reported and left out.
std::vector<Tool> read_tools(const YamlItem &item);

} // namespace watchbpf::policy
