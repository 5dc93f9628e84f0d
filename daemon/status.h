// SPDX-License-Identifier: Apache-2.0
// What `watchbpf status` says: the daemon makes one line of JSON of it, the command prints
// that, or a text made from it. docs/status.md has its shape. Pure.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <ctime>
#include <string>

#include "daemon/event_format.h"
#include "daemon/object_list.h"
#include "policy/compiler.h"

namespace watchbpf::daemon {

struct Status {
	bool audit = false;
	pid_t pid = 0;
	std::time_t since = 0;
	std::string kernel;
	std::string policy; // path
	std::string sha256;
	std::string summary;
	std::array<std::uint64_t, WB_COUNTERS> counters{};
	Losses losses;
	ObjectList list;
	std::array<std::uint32_t, WB_OBJECT_LINK + 1> capacity{}; // as ObjectList::records
};

// One line. `objects`: with every object there is.
std::string status_json(const Status &status, const policy::Generation &generation, bool objects);

// The text for such a line; an Error if it is none.
Result<std::string> status_text(const std::string &line);

} // namespace watchbpf::daemon
