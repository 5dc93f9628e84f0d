// SPDX-License-Identifier: Apache-2.0
// The half of `explain` that is about the programs of a file.
#pragma once

#include <string>

#include "daemon/commands.h"
#include "policy/compiler.h"
#include "policy/diagnostic.h"
#include "policy/model.h"

namespace watchbpf::daemon {

// A policy, as `explain` has read and compiled it.
struct ExplainingPolicy {
	const policy::Policy &policy;
	const policy::Generation &generation;
	const policy::Host &host;
	const policy::Sources &sources;
};

// Prints an answer for each program; the exit status is the worst one's.
ExitCode explain_program(const ExplainingPolicy &explaining, const policy::QuestionWords &words,
			 const ProgramFile &file, OutputFormat output);

} // namespace watchbpf::daemon
