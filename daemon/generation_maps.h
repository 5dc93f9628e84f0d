// SPDX-License-Identifier: Apache-2.0
// A compiled policy as kernel maps: filled, then frozen, then made reachable.
#pragma once

#include <linux/bpf.h>

#include <vector>

#include "bpf/abi.h"
#include "daemon/fd.h"
#include "policy/compiler.h"
#include "policy/result.h"

namespace watchbpf::daemon {

class GenerationMaps {
public:
	// Makes the inner maps, read-only to programs, and freezes them.
	static Result<GenerationMaps> create(const policy::Generation &generation);

	// Puts them into the outer maps and freezes those: nothing, watchbpf
	// included, can change this policy any more.
	struct Outer {
		int identities, tools, wheres, limits, reaches, kfuncs; // fds
	};
	Result<void> install(const Outer &outer) const;

	// As entries of wb_own_objects.
	std::vector<wb_object> objects() const { return objects_; }

private:
	// Makes `map` a frozen inner map with these entries.
	template <typename Key, typename Value>
	Result<void> add_to(Fd &map, bpf_map_type type, const char *name, const std::vector<Key> &keys,
			    const std::vector<Value> &values);

	Fd identities_;
	Fd tools_;
	Fd wheres_;
	Fd limits_;
	Fd reaches_;
	Fd kfuncs_;
	std::vector<wb_object> objects_;
};

} // namespace watchbpf::daemon
