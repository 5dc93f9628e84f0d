// SPDX-License-Identifier: Apache-2.0
// Who may ask for a decision: every kind of rule that a record can be.
#pragma once

#include <cstdint>

#include <linux/bpf.h>

#include "bpf/decide.h"

namespace watchbpf::test {

inline constexpr std::uint32_t kTool = 3;
// Netfilter (32) is beyond the lower half of the mask; 0, where it would fold to, is not in it.
inline constexpr std::uint64_t kThreeTypes =
    1ull << BPF_PROG_TYPE_XDP | 1ull << BPF_PROG_TYPE_TRACING | 1ull << 32;

struct Asker {
	const char *name;
	std::uint32_t tool;
	std::uint32_t flags;
	std::uint64_t types;
};

inline constexpr Asker kAskers[] = {
    {.name = "untrusted", .tool = WB_UNTRUSTED, .flags = 0, .types = 0},
    {.name = "untrusted, introspection", .tool = WB_UNTRUSTED, .flags = WB_TOOL_INTROSPECTION, .types = 0},
    // What a corrupt record 0 could say; a task without a mark gains nothing by it.
    {.name = "untrusted, all flags",
     .tool = WB_UNTRUSTED,
     .flags = WB_TOOL_MAPS | WB_TOOL_PROGRAMS,
     .types = ~0ull},
    {.name = "tool without rights", .tool = kTool, .flags = 0, .types = 0},
    {.name = "tool, programs", .tool = kTool, .flags = WB_TOOL_PROGRAMS, .types = kThreeTypes},
    {.name = "tool, maps", .tool = kTool, .flags = WB_TOOL_MAPS, .types = 0},
    {.name = "tool, both", .tool = kTool, .flags = WB_TOOL_MAPS | WB_TOOL_PROGRAMS, .types = kThreeTypes},
    {.name = "tool, all types", .tool = kTool, .flags = WB_TOOL_MAPS | WB_TOOL_PROGRAMS, .types = ~0ull},
    {.name = "types without the flag", .tool = kTool, .flags = 0, .types = ~0ull},
    {.name = "tool, introspection", .tool = kTool, .flags = WB_TOOL_INTROSPECTION, .types = 0},
    {.name = "tool, all",
     .tool = kTool,
     .flags = WB_TOOL_MAPS | WB_TOOL_PROGRAMS | WB_TOOL_INTROSPECTION,
     .types = kThreeTypes},
};

inline wb_tool rule_of(const Asker &asker)
{
	wb_tool rule{};
	rule.flags = asker.flags | WB_TOOL_PRESENT;
	rule.program_types = asker.types;
	return rule;
}

} // namespace watchbpf::test
