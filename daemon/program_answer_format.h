// SPDX-License-Identifier: Apache-2.0
// What a policy says of a program file, as people and as programs read it.
#pragma once

#include <string>

#include "daemon/event_format.h"
#include "policy/program_answer.h"

namespace watchbpf::daemon {

struct ExplainedProgram {
	const policy::Policy &policy;
	std::uint32_t tool;
	const std::string &file; // that the program stands in
	const policy::ProgramText &program;
	const policy::InstructionFacts &facts;
	const policy::ProgramAnswer &asked;
	std::string source; // of the file that the rule's place is in; for the snippet
};

std::string format_program(const ExplainedProgram &explained, OutputFormat format);

} // namespace watchbpf::daemon
