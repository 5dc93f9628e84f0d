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

// The name of the rule of everybody else, and whose the objects of nobody are: a tool of
// this name would make logs lie.
inline constexpr std::string_view kReservedToolNames[] = {"untrusted", kUnowned};

// `tools`; what is wrong is reported and left out.
std::vector<Tool> read_tools(const YamlItem &item);

} // namespace watchbpf::policy
