// SPDX-License-Identifier: Apache-2.0
// Tasks that ran before watchbpf: which of them become tools, and which have to
// be restarted first.
#pragma once

#include <string>
#include <vector>

#include "daemon/bpf_object.h"
#include "policy/compiler.h"
#include "policy/result.h"

namespace watchbpf::daemon {

struct RunningTask {
	__u32 pid = 0;
	std::string name; // comm
	std::string tool; // that its executable is; empty: none
};

struct Adopted {
	std::vector<RunningTask> adopted; // processes; they have their tool's mark
	// Processes without a mark that hold a map, program or link.
	std::vector<RunningTask> unmarked;
};

// To be called between attach_marks() and attach_decisions(). Goes on until no
// task is left that a tool with `adopt: true` could have: new ones may be
// forked while it looks.
Result<Adopted> adopt_running_tasks(const BpfObject &object, const policy::Generation &generation);

} // namespace watchbpf::daemon
