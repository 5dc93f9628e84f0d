// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// What the kernel keeps of a map's name.
inline constexpr std::size_t kLongestMapName = WB_NAME_BYTES - 1;

// What `others` may say of maps; wb_access by its place in the list.
inline constexpr std::string_view kAccessWords[] = {"none", "ro", "rw"};
inline constexpr std::uint32_t kAccesses[] = {0, WB_ACCESS_READ, WB_ACCESS_READ_WRITE};

// Why no map can have this name; empty: one can.
std::string map_name_problem(std::string_view name);

// `tools.NAME.maps`. Whether there are tools of these names, the compiler asks: they may
// stand in another file.
void read_maps(const YamlItem &item, Maps &maps);

} // namespace watchbpf::policy
