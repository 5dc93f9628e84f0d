// SPDX-License-Identifier: Apache-2.0
// The four beats of a test about who is who: the acts work without watchbpf; attach; those
// of strangers are denied; Alice's go on.
#pragma once

#include <string>
#include <vector>

#include "scene.h"

namespace watchbpf::guest {

// One way to run code of Alice's, or code that looks like hers.
struct Way {
	std::string what;
	Command act;             // needs bpf(), and exits 1 when denied
	std::string exec_reason; // why its task got no mark; empty: it did
	ProcessOptions options;
};

Way is_alice(const std::string &what, const Command &act, const ProcessOptions &options = {});
Way is_denied(const std::string &what, const Command &act, const std::string &exec_reason,
	      const ProcessOptions &options = {});

// All of them without watchbpf, then all of them with it: one start serves them all.
void beats(const Scene &scene, const std::vector<Way> &ways);

} // namespace watchbpf::guest
