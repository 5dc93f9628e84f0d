// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// Units that have processes of their own, and so a cgroup of their name.
inline constexpr std::string_view kUnitTypes[] = {".service", ".scope", ".socket", ".mount", ".swap"};
// Of a user or group, as useradd(8) takes it.
inline constexpr std::size_t kLongestIdName = 32;
// The number above means "no id" to the kernel.
inline constexpr std::uint32_t kLargestId = 4294967294;

// `tools.NAME.where`; what is wrong is reported and left out. How many words a
// tool can have is the compiler's to say.
std::optional<Where> read_where(const YamlItem &item);

} // namespace watchbpf::policy
