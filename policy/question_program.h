// SPDX-License-Identifier: Apache-2.0
// What a question says of a program, as the facts that the kernel's hooks gather of a
// real one. What is left out is not there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bpf/decide_program.h"
#include "policy/compiler.h"

namespace watchbpf::policy {

// A kernel function, as asked and as the host numbers it.
struct AskedKfunc {
	std::string name;
	std::uint32_t number = 0;
};

struct ProgramQuestion {
	std::uint32_t type = WB_NOT_KNOWN;
	std::uint32_t attach_type = 0;
	std::uint32_t effects = 0; // beside those of its type, helpers and kfuncs
	Helpers helpers;
	std::vector<AskedKfunc> kfuncs;
	std::string target; // kernel function it is for; empty: none, or not known at load
	std::uint32_t instructions = WB_NOT_KNOWN;
	std::uint32_t signature = WB_SIGNATURE_NONE;
	std::int32_t keyring = 0;
};

// At lsm/bpf and where the program is made.
wb_program_facts facts_of_loader(const ProgramQuestion &program, wb_hook hook);
// Where somebody gets its fd. `limits`: index in the generation, of the tool that loads it.
wb_program_facts facts_of_verified(const ProgramQuestion &program, const Generation &generation,
				   std::uint32_t limits);

} // namespace watchbpf::policy
