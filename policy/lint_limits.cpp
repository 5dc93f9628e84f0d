// SPDX-License-Identifier: Apache-2.0
// Limits that do not do what they seem to, and the one key that undoes all of them.
#include <vector>

#include "bpf/vocabulary.h"
#include "policy/lint_rules.h"
#include "policy/text.h"
#include "policy/vocabulary.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

namespace {

// Which kernel function they are for is known when they are loaded.
constexpr std::uint32_t kEarlyTargets[] = {WB_TYPE_TRACING, WB_TYPE_LSM, WB_TYPE_EXT, WB_TYPE_STRUCT_OPS};
// They run in the kernel's functions too, but in which is said when they are attached.
constexpr std::uint32_t kLateTargets[] = {WB_TYPE_KPROBE, WB_TYPE_TRACEPOINT, WB_TYPE_PERF_EVENT,
					  WB_TYPE_RAW_TRACEPOINT, WB_TYPE_RAW_TRACEPOINT_WRITABLE};
// Their loaders say no attach type, which is number 0.
constexpr std::uint32_t kWithoutAttachType[] = {
    WB_TYPE_SOCKET_FILTER, WB_TYPE_SCHED_ACT,     WB_TYPE_TRACEPOINT,     WB_TYPE_PERF_EVENT,
    WB_TYPE_LWT_IN,        WB_TYPE_LWT_OUT,       WB_TYPE_RAW_TRACEPOINT, WB_TYPE_RAW_TRACEPOINT_WRITABLE,
    WB_TYPE_LWT_XMIT,      WB_TYPE_LWT_SEG6LOCAL,
};

std::vector<std::string> names_of(const Tool &tool, std::span<const std::uint32_t> types)
{
	std::vector<std::string> names;
	for (const std::uint32_t type : types)
		if (tool.programs.types.test(type))
			names.push_back(program_type_name(type));
	return names;
}

std::string text_of(const std::vector<std::string> &names)
{
	return listed(std::vector<std::string_view>(names.begin(), names.end()));
}

void check_guard(const Tool &tool, Report &report)
{
	if (tool.guard.programs)
		report.warning(place_or(tool.guard.place, tool.place), item_of(tool) + ".guard", "guard",
			       "this tool can switch watchbpf off, and so can whoever steers it",
			       "remove it if the tool works without; else give the tool a 'where'");
}

void check_targets(const Tool &tool, Report &report)
{
	const ProgramLimits &limits = tool.programs.limits;
	if (!limits.has(WB_LIMIT_TARGETS))
		return;
	const Place place = place_or(limits.places.at(WB_LIMIT_TARGETS), tool.place);
	const auto late = names_of(tool, kLateTargets);
	if (!late.empty())
		report.warning(place, item_of(tool) + ".programs.targets", "late-target",
			       "'targets' does not hold for " + text_of(late) +
				   ": which function they are for is said when they are attached",
			       "remove " + text_of(late) + " from the tool's types, or do without 'targets'");
	else if (names_of(tool, kEarlyTargets).empty())
		report.warning(place, item_of(tool) + ".programs.targets", "late-target",
			       "'targets' holds for none of the tool's types",
			       "it is for programs of type 'tracing', 'struct_ops', 'lsm' and 'ext'");
}

void check_attach(const Tool &tool, Report &report)
{
	const ProgramLimits &limits = tool.programs.limits;
	if (!limits.has(WB_LIMIT_ATTACH) || limits.attach.test(0))
		return;
	const auto refused = names_of(tool, kWithoutAttachType);
	if (!refused.empty())
		report.warning(place_or(limits.places.at(WB_LIMIT_ATTACH), tool.place),
			       item_of(tool) + ".programs.attach", "never-matches",
			       "programs of type " + text_of(refused) +
				   " have no attach type: the tool may load none of them",
			       "add 'none' to the list, or remove the type from 'types'");
}

void check_signed(const Tool &tool, const Host &host, Report &report)
{
	const ProgramLimits &limits = tool.programs.limits;
	if (limits.has(WB_LIMIT_SIGNED) && host.checks_signatures && !host.checks_signatures())
		report.warning(place_or(limits.places.at(WB_LIMIT_SIGNED), tool.place),
			       item_of(tool) + ".programs.signed", "never-matches",
			       "this kernel checks no signatures of programs: the tool may load none",
			       "boot Linux 6.18 or later, or remove it");
}

} // namespace

void lint_limits(const Policy &policy, const Host &host, Report &report)
{
	for (const Tool &tool : policy.tools) {
		check_guard(tool, report);
		check_targets(tool, report);
		check_attach(tool, report);
		check_signed(tool, host, report);
	}
}

} // namespace watchbpf::policy
