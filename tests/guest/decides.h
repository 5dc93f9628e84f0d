// SPDX-License-Identifier: Apache-2.0
// The four beats of a test about what a tool's programs must keep to.
#pragma once

#include <string>
#include <vector>

#include "daemon.h"
#include "scene.h"

namespace watchbpf::guest {

// A program of effects/, as load-object loads it.
struct Load {
	const char *object, *program;
	std::vector<std::string> options = {};
};

struct Denial {
	Load load;
	std::string reason, effect = {};
};

Command command_of(const std::string &tool, const Load &load);

// A tool's rule, and what it means: some loads are denied, for their reason, the rest goes on.
struct Rules {
	std::string what;
	ToolRule rule; // its name and path are filled in
	std::vector<Denial> denied;
	std::vector<Load> allowed;
};

// All of it loads without watchbpf. Then each rule is one tool's: one start serves them all.
void decides(const std::vector<Rules> &rules, const DaemonOptions &options = {});

} // namespace watchbpf::guest
