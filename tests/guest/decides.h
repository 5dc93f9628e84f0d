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

// All of it loads without watchbpf; where `rule` is the tool's, some is denied, for
// its reason, and the rest goes on. The rule's name and path are filled in.
void decides(const ToolRule &rule, const std::vector<Denial> &denied, const std::vector<Load> &allowed,
	     const DaemonOptions &options = {});

} // namespace watchbpf::guest
