// SPDX-License-Identifier: Apache-2.0
// What a policy says of a program that has not been loaded, as far as that can be known:
// the kernel's decision is asked twice, with the least and with the most that the verifier
// could find in it.
#pragma once

#include <optional>
#include <string>

#include "policy/instructions.h"
#include "policy/question.h"

namespace watchbpf::policy {

enum class Outlook {
	kAllowed, // whatever the verifier finds
	kDenied,
	kDepends, // on the verifier, or on the loader
};

struct ProgramAnswer {
	Outlook outlook = Outlook::kDepends;
	bool if_live = false;                // denied for code that the verifier may find dead and remove
	Answer answer;                       // of what is certain; where it depends, of the worst
	wb_cause cause{};                    // of a denial; its number as in InstructionFacts
	std::uint32_t effect = WB_NOT_KNOWN; // that is denied
	// Where it depends: on which effects, and on what no file tells.
	std::uint32_t open = 0;
	bool on_signature = false;
	bool on_target = false;
};

// The kfuncs that the policy allows this tool to call.
NamedKfunc named_kfuncs(const Generation &generation, std::uint32_t tool,
			std::function<std::uint32_t(const std::string &)> number);

ProgramAnswer ask_of_program(const Policy &policy, const Generation &generation, std::uint32_t tool,
			     const ProgramText &program, const InstructionFacts &facts);

} // namespace watchbpf::policy
