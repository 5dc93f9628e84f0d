// SPDX-License-Identifier: Apache-2.0
// What there is on a host at one moment, as the kernel side told it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bpf/abi.h"

namespace watchbpf::daemon {

struct ObjectList {
	std::vector<wb_shown> objects; // maps, then programs, then links
	// By enum wb_object_kind: records that watchbpf keeps. More than there are objects
	// only while some are being made or freed.
	std::array<std::uint32_t, WB_OBJECT_LINK + 1> records{};
};

} // namespace watchbpf::daemon
