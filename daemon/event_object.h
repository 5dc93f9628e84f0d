// SPDX-License-Identifier: Apache-2.0
// The words about the object of an event: whose it is, and what was refused of it.
#pragma once

#include <optional>
#include <string>

#include "daemon/event_format.h"

namespace watchbpf::daemon {

// "bob", or "unowned"; nothing: the event is about no object.
std::optional<std::string> event_owner(const wb_event &event, const EventContext &context);

// "read", "write", "read-write", "create", "own"; empty: nothing was asked.
std::string access_word(std::uint32_t access);

// The event says which of a program's maps was refused.
bool is_about_used_map(const wb_event &event);

// "map ct_map_tcp4 of bob is read-only"; empty: the reason has no more to say. Without the
// instruction.
std::string object_detail(const wb_event &event, const EventContext &context);

} // namespace watchbpf::daemon
