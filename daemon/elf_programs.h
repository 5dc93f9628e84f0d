// SPDX-License-Identifier: Apache-2.0
// The programs of an object file, or of a file of plain instructions, as a loader would
// hand them to the kernel. Only reads: nothing is loaded and bpf() is not called. What is in
// the file is somebody else's: whatever it says, the answer is programs or one error.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/instructions.h"
#include "policy/result.h"

namespace watchbpf::daemon {

// What the file itself may leave open.
struct ProgramKind {
	std::uint32_t type = WB_NOT_KNOWN;
	std::uint32_t attach_type = 0;
};

// `name`: the only one that is asked for; empty: all. `kind`: of a file of plain
// instructions (8 bytes each), and of sections whose name says no type.
Result<std::vector<policy::ProgramText>> read_programs(const std::string &file, const std::string &name,
						       const ProgramKind &kind);

// The same for what is in the file.
Result<std::vector<policy::ProgramText>> programs_in(std::string bytes, const std::string &name,
						     const ProgramKind &kind);

} // namespace watchbpf::daemon
