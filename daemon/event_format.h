// SPDX-License-Identifier: Apache-2.0
// Events as people and as programs read them. Pure: an event and the policy's
// tool names in, one line with its newline out.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bpf/abi.h"

namespace watchbpf::daemon {

enum class OutputFormat { kText, kJson };

// The name of a kfunc by its BTF id; empty for a number without one.
using KfuncName = std::function<std::string(std::uint32_t)>;

// What the lines of one run have in common.
struct EventContext {
	std::vector<std::string> tool_names; // by wb_event.tool; [0] is no tool
	std::int64_t boot_to_wall_ns = 0;    // CLOCK_REALTIME - CLOCK_BOOTTIME
	bool audit = false;
	KfuncName kfunc_name{}; // not set: numbers have to do
};

// Events that were numbered but could not be delivered, since the start.
struct Losses {
	std::uint64_t decisions = 0;
	std::uint64_t execs = 0;

	friend bool operator==(const Losses &, const Losses &) = default;
};

std::string format_event(const wb_event &event, const EventContext &context, OutputFormat format);
std::string format_losses(const Losses &losses, OutputFormat format);

// The words both formats share.
std::string event_operation(const wb_event &event);
std::string event_action(const wb_event &event, bool audit);
std::string event_tool(const wb_event &event, const EventContext &context);

// A name that a task chose, so that it can't pass for more than one word:
// blanks, backslashes and everything outside printable ASCII become \xNN.
std::string escape_word(std::string_view name);
// The text of a fixed-size field, up to its NUL if it has one.
std::string_view field_text(const char *field, std::size_t size);

} // namespace watchbpf::daemon
