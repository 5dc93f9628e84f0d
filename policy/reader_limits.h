// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// Of programs that the kernel takes at all.
inline constexpr std::uint32_t kMostInstructions = 1'000'000;
// Keyrings have serials from here on: the kernel keeps the numbers below for its own keyrings.
inline constexpr std::uint32_t kFirstSerial = 3;
inline constexpr std::uint32_t kLastSerial = 0x7fffffff;
// One byte less than the record holds: the kernel side cannot tell a name that fills
// it from one that was cut.
inline constexpr std::size_t kLongestTarget = WB_TARGET_BYTES - 2;
// KSYM_NAME_LEN of the kernel, less its NUL.
inline constexpr std::size_t kLongestKfunc = 511;
// Whose signatures count without a serial.
inline constexpr std::string_view kSystemKeyring = "system-keyring";
// Attach type 0, which is that of programs that have none, by a name that says so.
inline constexpr std::string_view kNoAttachType = "none";

inline constexpr const char *kGuardHint =
    "write 'guard: true' in the tool if it is meant to; such a tool can end watchbpf";

// "attach" for WB_LIMIT_ATTACH ...
std::string_view key_of_limit(wb_limit limit);

// Reads the keys of `tools.NAME.programs` that say what its programs must keep to.
// Both arguments must outlive the keys.
std::vector<Key> keys_of_limits(const Guard &guard, ProgramLimits &limits);

// The keyring that `signed` names, as its serial; 0: the system's.
std::optional<std::int32_t> keyring_of(std::string_view word);
// The attach type of that name, or of kNoAttachType.
std::optional<std::uint32_t> attach_type_said(std::string_view name);

} // namespace watchbpf::policy
