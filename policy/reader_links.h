// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// `links`, where no tool is named.
inline constexpr std::string_view kOwnLinks = "own";
inline constexpr std::string_view kAllLinks = "all";

// `tools.NAME.links`. Whether there are tools of these names, the compiler asks: they may
// stand in another file.
void read_links(const YamlItem &item, Links &links);

} // namespace watchbpf::policy
