// SPDX-License-Identifier: Apache-2.0
#include "policy/advice.h"

#include <linux/bpf.h>

#include <algorithm>
#include <vector>

#include "policy/advice_object.h"
#include "policy/item_path.h"
#include "policy/reader_limits.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

// More than the parts of a rule; of helpers and effects, what people list at once.
constexpr std::size_t kMostSteps = 16;

std::optional<Answer> asked(const Policy &policy, const Host &host, const Question &question)
{
	const Compiled compiled = compile_to_ask(policy, host);
	if (!compiled.generation)
		return std::nullopt;
	return ask(policy, *compiled.generation, question);
}

std::string cgroup_text(const std::vector<std::string> &levels)
{
	std::string text;
	for (const std::string &level : levels)
		text += "/" + level;
	return text;
}

bool is_slice(const std::string &level)
{
	return level.ends_with(".slice");
}

// Changes the policy's copy towards an answer, and says in words how; empty:
// no change is known.
std::string change_programs(Tool &tool, const Question &question)
{
	const std::string list = item_of(tool) + ".programs.types";
	if (question.program.type < tool.programs.types.size()) {
		tool.programs.types.set(question.program.type);
		return "add '" + program_type_name(question.program.type) + "' to " + list;
	}
	if (question.program.type != WB_NOT_KNOWN)
		return {};
	tool.programs.types.set(1);
	return "list the program types that the tool loads in " + list;
}

std::string change_where(Tool &tool, const Question &question, std::uint8_t reason)
{
	const ExecQuestion &exec = question.exec;
	const std::string item = item_of(tool) + ".where";
	switch (reason) {
	case WB_REASON_USER:
		if (!exec.user)
			return {};
		tool.where->users.push_back({exec.user->name, {}});
		return "add '" + exec.user->name + "' to " + item + ".users";
	case WB_REASON_GROUP:
		if (exec.groups.empty())
			return {};
		tool.where->groups.push_back({exec.groups[0].name, {}});
		return "add '" + exec.groups[0].name + "' to " + item + ".groups";
	case WB_REASON_CGROUP:
		if (exec.cgroup.empty())
			return {};
		tool.where->cgroups.push_back({cgroup_text(exec.cgroup), {}});
		return "add '" + cgroup_text(exec.cgroup) + "' to " + item + ".cgroup";
	case WB_REASON_UNIT: {
		const auto unit = std::ranges::find_if_not(exec.cgroup, is_slice);
		if (unit == exec.cgroup.end())
			return {};
		tool.where->units.push_back({*unit, {}});
		return "add '" + *unit + "' to " + item + ".unit";
	}
	case WB_REASON_CONTAINER:
		tool.where->host = false;
		return "let " + item + " leave containers in";
	default:
		return {};
	}
}

// A question that leaves a place out has none of the tool's.
std::string missing_word(const Where &where, const ExecQuestion &exec, std::uint8_t reason)
{
	if (reason == WB_REASON_USER && !exec.user)
		return "say with 'user' who executes it, such as '" + where.users[0].text + "'";
	if (reason == WB_REASON_GROUP && exec.groups.empty())
		return "say with 'group' who executes it, such as '" + where.groups[0].text + "'";
	if (reason == WB_REASON_CGROUP && exec.cgroup.empty())
		return "say with 'cgroup' where it is executed, such as '" + where.cgroups[0].text + "'";
	if (reason == WB_REASON_UNIT && std::ranges::all_of(exec.cgroup, is_slice))
		return "say with 'cgroup' in which unit it is executed, such as '/system.slice/" +
		       where.units[0].text + "'";
	return {};
}

std::string change_limits(Tool &tool, const Question &question, const Answer &answer)
{
	ProgramLimits &limits = tool.programs.limits;
	const auto limit = limit_of(answer.verdict.reason);
	if (!limit)
		return {};
	const std::string key = item_of(tool) + ".programs." + std::string(key_of_limit(*limit));
	const std::string add = "add '" + answer.about + "' to " + key;
	switch (*limit) {
	case WB_LIMIT_ATTACH:
		limits.attach.set(question.program.attach_type);
		return add;
	case WB_LIMIT_TARGETS:
		limits.targets.push_back({answer.about, {}});
		return add;
	case WB_LIMIT_HELPERS:
		limits.helpers.set(answer.verdict.number);
		return add;
	case WB_LIMIT_KFUNCS:
		limits.kfuncs.push_back({answer.about, {}});
		return add;
	case WB_LIMIT_EFFECTS:
		limits.effects |= 1u << answer.verdict.number;
		return "allow '" + answer.about + "' in " + key;
	case WB_LIMIT_INSTRUCTIONS:
		if (question.program.instructions > kMostInstructions)
			return {};
		limits.max_instructions = question.program.instructions;
		return "raise " + key + " to " + answer.about;
	case WB_LIMIT_SIGNED:
		limits.places.erase(*limit);
		return "load a program with such a signature, or remove " + key;
	}
	return {};
}

// Of what is built in, the part that a policy can give away.
std::string change_guard(Tool &tool, const Question &question, std::uint8_t reason)
{
	if (reason == WB_REASON_NESTED && !tool.guard.nested) {
		tool.guard = {.programs = true, .nested = true, .place = {}};
		return "write 'guard: [programs, nested]' in " + item_of(tool) +
		       " if it may switch watchbpf off";
	}
	if (reason != WB_REASON_GUARD || question.command != BPF_PROG_LOAD || tool.guard.programs)
		return {};
	tool.guard.programs = true;
	return "write 'guard: true' in " + item_of(tool) + " if it may switch watchbpf off";
}

std::string change(Policy &policy, const Question &question, const Answer &answer)
{
	const wb_verdict &verdict = answer.verdict;
	if (question.tool == WB_UNTRUSTED || question.tool > policy.tools.size())
		return {};
	Tool &tool = policy.tools[question.tool - 1];
	if (verdict.rule == WB_RULE_BUILT_IN)
		return change_guard(tool, question, verdict.reason);
	if (verdict.rule == WB_RULE_LIMITS)
		return change_limits(tool, question, answer);
	if (verdict.rule == WB_RULE_PROGRAMS)
		return change_programs(tool, question);
	if (verdict.rule == WB_RULE_WHERE && tool.where)
		return change_where(tool, question, verdict.reason);
	if (verdict.rule == WB_RULE_MAPS)
		return change_maps(policy, question, verdict.reason);
	if (verdict.rule == WB_RULE_LINKS)
		return change_links(policy, question);
	return verdict.rule == WB_RULE_INTROSPECTION ? change_introspection(tool) : "";
}

// Whether no rule of the policy has a word for it.
bool is_beyond_policies(const wb_verdict &verdict)
{
	return verdict.rule == WB_RULE_BUILT_IN ||
	       (verdict.rule == WB_RULE_MAPS &&
		(verdict.reason == WB_REASON_MAP_TYPE || verdict.reason == WB_REASON_NOT_OWNER));
}

// Of the ways in which an exec gets no mark, those that no policy names.
std::string advice_for_exec(std::uint8_t reason)
{
	const std::string never = std::string(kNever) + ": ";
	switch (reason) {
	case WB_REASON_NO_DIGEST:
		return never + "seal the file first, with `watchbpf seal`";
	case WB_REASON_UNKNOWN_DIGEST:
		return "list the file's path or digest in the identities of a tool";
	case WB_REASON_INTERPRETED:
		return never + "run the tool itself, not a script";
	case WB_REASON_TRACED:
		return never + "start the tool without a tracer";
	case WB_REASON_SHARED_FS:
		return never + "start it from a process that shares its root directory with no other";
	case WB_REASON_SECCOMP_NOTIFY:
		return never + "start it outside the supervisor's seccomp filter";
	case WB_REASON_SEALED_LATE:
		return never + "echo 3 >/proc/sys/vm/drop_caches, then start it again";
	default:
		return {};
	}
}

bool allows(const std::optional<Answer> &answer)
{
	return answer && answer->verdict.action == WB_ALLOW;
}

// Step by step, because the first refusal may hide another.
std::string advice_for_tool(Policy policy, const Host &host, const Question &question)
{
	std::string steps;
	for (std::size_t i = 0; i < kMostSteps; i++) {
		const auto answer = asked(policy, host, question);
		if (!answer)
			return {};
		if (allows(answer))
			return steps;
		if (answer->hook == WB_HOOK_EXEC && answer->verdict.rule == WB_RULE_IDENTITY)
			return advice_for_exec(answer->verdict.reason);
		const std::string step = change(policy, question, *answer);
		if (step.empty())
			return is_beyond_policies(answer->verdict) ? kNever : "";
		steps += (steps.empty() ? "" : "; ") + step;
	}
	return {};
}

// Could any tool do it?
std::string advice_for_untrusted(Policy policy, const Host &host, Question question)
{
	policy.untrusted = Untrusted::kIntrospection;
	if (allows(asked(policy, host, question)))
		return "write 'default: introspection', or make the program a tool";
	Tool tool;
	tool.name = "it"; // only its number is asked for
	policy.tools.push_back(tool);
	question.tool = static_cast<std::uint32_t>(policy.tools.size());
	const std::string steps = advice_for_tool(policy, host, question);
	return steps == kNever ? kNever : "make the program a tool: list its file under 'tools'";
}

} // namespace

std::string advice(const Policy &policy, const Host &host, const Question &question)
{
	const auto answer = asked(policy, host, question);
	if (!answer || allows(answer))
		return {};
	if (answer->verdict.rule == WB_RULE_WHERE)
		if (const std::string word = missing_word(*policy.tools[question.tool - 1].where,
							  question.exec, answer->verdict.reason);
		    !word.empty())
			return word;
	if (answer->verdict.rule == WB_RULE_DEFAULT)
		return advice_for_untrusted(policy, host, question);
	return advice_for_tool(policy, host, question);
}

} // namespace watchbpf::policy
