// SPDX-License-Identifier: Apache-2.0
// Names of the kernel's own functions by their numbers, for events. Few events have
// one, and the kernel's types take 5 MB: they are read when a name is first asked for.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/fd.h"
#include "daemon/vmlinux_btf.h"

namespace watchbpf::daemon {

class KfuncNames {
public:
	KfuncNames();

	// Empty if the number is no function's, or the kernel tells no types.
	std::string name(std::uint32_t id);

private:
	// Opened at the start: what somebody mounts in the file's place later renames nothing.
	Fd file_;
	OwnedBtf btf_;
};

} // namespace watchbpf::daemon
