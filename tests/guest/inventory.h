// SPDX-License-Identifier: Apache-2.0
// Which BPF objects the kernel holds, as bpftool sees them.
#pragma once

#include <set>
#include <string>

namespace watchbpf::guest {

// "prog lsm wb_bpf", "map hash wb_own_objects", "link 2" and so on. bpftool's
// own, which come and go with it, are among them each time.
using Inventory = std::multiset<std::string>;

Inventory inventory();

// Whether the kernel comes to hold just this; it frees objects in its own time.
bool inventory_becomes(const Inventory &expected);

// The id of the first map of this name; throws if there is none.
std::string map_id(const std::string &name);

} // namespace watchbpf::guest
