// SPDX-License-Identifier: Apache-2.0
// Programs, instruction by instruction, and a tool with limits on them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <linux/bpf.h>

#include "policy/program_answer.h"

namespace watchbpf::policy::test {

inline std::uint64_t insn(int code, int dst = 0, int src = 0, int offset = 0, std::int32_t immediate = 0)
{
	return static_cast<std::uint64_t>(code) | static_cast<std::uint64_t>(dst) << 8 |
	       static_cast<std::uint64_t>(src) << 12 |
	       static_cast<std::uint64_t>(static_cast<std::uint16_t>(offset)) << 16 |
	       static_cast<std::uint64_t>(static_cast<std::uint32_t>(immediate)) << 32;
}

inline const std::uint64_t kExit = insn(BPF_JMP | BPF_EXIT);
inline const std::uint64_t kLoadWord = insn(BPF_LDX | BPF_MEM | BPF_W, 1, 2);
inline const std::uint64_t kStoreWord = insn(BPF_STX | BPF_MEM | BPF_W, 2, 1);
inline const std::uint64_t kStoreOnStack = insn(BPF_STX | BPF_MEM | BPF_W, 10, 1);
inline const std::uint64_t kWide = insn(BPF_LD | BPF_IMM | BPF_DW, 1, 1);

inline std::uint64_t call(std::int32_t helper)
{
	return insn(BPF_JMP | BPF_CALL, 0, 0, 0, helper);
}

inline std::uint64_t call_kfunc(std::int32_t number = 0)
{
	return insn(BPF_JMP | BPF_CALL, 0, 2, 0, number);
}

inline ProgramText program_of(std::uint32_t type, std::vector<std::uint64_t> instructions)
{
	ProgramText program;
	program.name = "x";
	program.type = type;
	program.instructions = std::move(instructions);
	return program;
}

} // namespace watchbpf::policy::test
