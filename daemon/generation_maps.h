// SPDX-License-Identifier: Apache-2.0
// A compiled policy as kernel maps: filled, then frozen, then made reachable.
#pragma once

#include <vector>

#include "bpf/abi.h"
#include "daemon/fd.h"
#include "policy/compiler.h"
#include "policy/result.h"

namespace watchbpf::daemon {

class GenerationMaps {
public:
	// Makes both inner maps, read-only to programs, and freezes them.
	static Result<GenerationMaps> create(const policy::Generation &generation);

	// Puts them into the outer maps and freezes those: nothing, watchbpf
	// included, can change this policy any more.
	Result<void> install(int outer_identities, int outer_tools) const;

	// As entries of wb_own_objects.
	std::vector<wb_object> objects() const { return objects_; }

private:
	Fd identities_;
	Fd tools_;
	std::vector<wb_object> objects_;
};

} // namespace watchbpf::daemon
