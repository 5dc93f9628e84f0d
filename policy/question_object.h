// SPDX-License-Identifier: Apache-2.0
// What a question says of the map, program or link that a command is about, as the facts
// that the kernel's hooks gather of a real one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bpf/decide.h"
#include "policy/compiler.h"

namespace watchbpf::policy {

// What `pin` and `get-pin` are about, because each kind meets another hook.
enum class Pinned { kMap, kProgram, kOther };

struct ObjectQuestion {
	std::optional<std::uint32_t> owner;          // a tool, or WB_UNTRUSTED: nobody; not set: whoever asks
	std::string map;                             // the map's name; empty: it has none
	std::uint32_t access = WB_ACCESS_READ_WRITE; // of the fd; what the kernel gives unasked
	std::optional<std::uint32_t> map_type;       // that is created
	Pinned pinned = Pinned::kMap;
};

// The type that a creation asks for.
std::uint32_t map_type_asked(const ObjectQuestion &object);

// enum wb_object_kind of what the command is about, if that can have an owner; it may be
// known only where somebody gets an fd of it.
wb_object_kind kind_of_object(std::uint32_t command, Pinned pinned);

// At lsm/bpf: what it knows of the object there. `tool` asks.
wb_object_facts object_of_command(const ObjectQuestion &object, std::uint32_t command, std::uint32_t tool,
				  const Generation &generation);
// Where somebody gets an fd of it: WB_HOOK_MAP_FD or WB_HOOK_PROGRAM_FD.
wb_object_facts object_of_fd(const ObjectQuestion &object, wb_hook hook, std::uint32_t command,
			     std::uint32_t tool, const Generation &generation);
// Of the map that a loaded program uses: WB_ACCESS_… that its loader lacks.
std::uint32_t map_refused_of(const ObjectQuestion &object, std::uint32_t tool, const Generation &generation);

// "ct_map_tcp4 of bob", "unowned"; empty: the tool's own.
std::string object_text(const Policy &policy, const ObjectQuestion &object);

} // namespace watchbpf::policy
