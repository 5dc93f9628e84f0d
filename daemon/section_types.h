// SPDX-License-Identifier: Apache-2.0
// What the name of an object's section says of its programs, by libbpf's conventions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace watchbpf::daemon {

struct SectionType {
	std::uint32_t type = 0;
	std::uint32_t attach_type = 0;
	bool sleepable = false;
	std::string target;       // kernel function; may be empty
	bool target_open = false; // programs of this type are for one, and the section does not name it
};

// "fentry.s/tcp_connect", "xdp", "?tp/syscalls/sys_enter_openat"; nothing for other names.
std::optional<SectionType> type_of_section(const std::string &section);

} // namespace watchbpf::daemon
