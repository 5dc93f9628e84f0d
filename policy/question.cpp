// SPDX-License-Identifier: Apache-2.0
#include "policy/question.h"

#include <linux/bpf.h>

#include <algorithm>

#include "bpf/decide_exec.h"
#include "bpf/where.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

wb_facts facts_at(wb_hook hook, const Question &question, bool audit)
{
	wb_facts facts{};
	facts.tool = question.tool;
	facts.hook = hook;
	facts.command = facts.program.type = facts.program.attach_type = facts.program.instructions =
	    WB_NOT_KNOWN;
	facts.audit = audit;
	return facts;
}

// The hook behind which a command's caller gets an fd; none: there is no fd.
std::optional<wb_hook> fd_hook_of(const Question &question)
{
	switch (question.command) {
	case BPF_PROG_LOAD:
	case BPF_PROG_GET_FD_BY_ID:
		return WB_HOOK_PROGRAM_FD;
	case BPF_MAP_CREATE:
	case BPF_MAP_GET_FD_BY_ID:
		return WB_HOOK_MAP_FD;
	case BPF_OBJ_GET:
		if (question.pinned == Pinned::kOther)
			return std::nullopt;
		return question.pinned == Pinned::kMap ? WB_HOOK_MAP_FD : WB_HOOK_PROGRAM_FD;
	default:
		return std::nullopt;
	}
}

// The hooks that a bpf() call meets, in the kernel's order, each with what it
// knows there (bpf/command.bpf.c, bpf/object.bpf.c).
std::vector<wb_facts> hooks_of_command(const Question &question, bool audit)
{
	std::vector<wb_facts> hooks = {facts_at(WB_HOOK_COMMAND, question, audit)};
	hooks[0].command = question.command;
	if (question.command == BPF_PROG_LOAD) {
		hooks[0].program.knowledge = WB_KNOWS_LOADER;
		hooks[0].program.type = question.program_type;
		hooks[0].program.attach_type = question.attach_type;
		hooks.push_back(facts_at(WB_HOOK_LOAD, question, audit));
		hooks[1].program = hooks[0].program;
	}
	const auto hook = fd_hook_of(question);
	// An fd of a program is judged as its load is: without a type there is nothing to
	// ask, but whether it is watchbpf's own.
	const bool nothing_said = hook == WB_HOOK_PROGRAM_FD && question.command != BPF_PROG_LOAD &&
				  question.tool != WB_UNTRUSTED && !question.own;
	if (hook && !nothing_said) {
		hooks.push_back(facts_at(*hook, question, audit));
		hooks.back().own_object = question.own;
		hooks.back().program = hooks.front().program;
		// Of programs that exist already nothing is asked but whose they are.
		if (question.command != BPF_PROG_LOAD)
			hooks.back().program.knowledge = WB_KNOWS_EARLIER;
	}
	return hooks;
}

std::vector<wb_facts> hooks_of(const Question &question, bool audit)
{
	if (question.act == Act::kCommand)
		return hooks_of_command(question, audit);
	wb_facts facts =
	    facts_at(question.act == Act::kTrace ? WB_HOOK_TRACE : WB_HOOK_SYSCTL, question, audit);
	facts.target = question.target;
	facts.own_object = question.act == Act::kTrace && question.own;
	// A cgroup program has no task storage to ask: it knows no tool.
	if (question.act == Act::kSysctl)
		facts.tool = WB_UNTRUSTED;
	return {facts};
}

// As the kernel side reads it: a longer name is none that a policy can say.
wb_level level_of(const std::string &name)
{
	wb_level level{};
	if (name.size() < sizeof(level.name))
		name.copy(level.name, sizeof(level.name) - 1);
	return level;
}

// The first is the real group, the others are supplementary ones.
std::vector<std::uint32_t> groups_that_count(const std::vector<Id> &groups)
{
	std::vector<std::uint32_t> numbers;
	for (const Id &group : groups)
		numbers.push_back(group.number);
	if (numbers.size() > WB_WHERE_GROUPS_READ + 1) {
		std::sort(numbers.begin() + 1, numbers.end());
		numbers.resize(WB_WHERE_GROUPS_READ + 1);
	}
	return numbers;
}

wb_where_walk walk_of(const ExecQuestion &exec, const wb_where &where)
{
	wb_where_walk walk{};
	walk.host = !exec.container;
	if (exec.user)
		wb_where_user(&walk, &where, exec.user->number);
	for (const std::uint32_t group : groups_that_count(exec.groups))
		wb_where_group(&walk, &where, group);
	for (std::size_t depth = 0; depth < exec.cgroup.size(); depth++) {
		const wb_level level = level_of(exec.cgroup[depth]);
		wb_where_level(&walk, &where, static_cast<__u32>(depth), &level,
			       std::string_view(level.name).ends_with(".slice"));
	}
	return walk;
}

wb_reason reason_of_place(const Question &question, const Generation &generation)
{
	if (question.tool >= generation.tools.size() ||
	    generation.tools[question.tool].where >= generation.wheres.size())
		return WB_REASON_NO_RULE;
	const wb_where &where = generation.wheres[generation.tools[question.tool].where];
	const wb_where_walk walk = walk_of(question.exec, where);
	return wb_where_reason(&walk, &where);
}

wb_verdict decide_exec(const Question &question, const Generation &generation)
{
	wb_exec_facts facts{};
	facts.tool = question.tool;
	facts.has_digest = !question.exec.unsealed;
	facts.interpreted = question.exec.script;
	facts.traced = question.exec.traced;
	facts.shares_fs = question.exec.shares_fs;
	facts.seccomp_notifies = question.exec.seccomp_notify;
	facts.sealed_late = question.exec.sealed_late;
	facts.place = reason_of_place(question, generation);
	return wb_decide_exec(&facts);
}

Place place_of(const Policy &policy, std::uint32_t tool, std::uint8_t rule)
{
	if (rule == WB_RULE_DEFAULT)
		return policy.untrusted_place;
	if (tool == WB_UNTRUSTED || tool > policy.tools.size())
		return {};
	const Tool &of = policy.tools[tool - 1];
	switch (rule) {
	case WB_RULE_IDENTITY:
		return of.identities.empty() ? of.place : place_or(of.identities[0].place, of.place);
	case WB_RULE_PROGRAMS:
	case WB_RULE_LIMITS:
		return place_or(of.programs.place, of.place);
	case WB_RULE_MAPS:
		return place_or(of.maps.place, of.place);
	case WB_RULE_WHERE:
		return of.where ? place_or(of.where->place, of.place) : of.place;
	default:
		return {};
	}
}

// Of what the hooks say one after the other: a refusal, else what would be one
// (the call goes on after it), else what the first said.
struct Decision {
	wb_verdict verdict;
	wb_hook hook;
};

Decision decide(const wb_tool *rule, const wb_limits *limits, const std::vector<wb_facts> &hooks)
{
	std::vector<Decision> decisions;
	for (const wb_facts &facts : hooks)
		decisions.push_back({wb_decide(rule, limits, &facts), static_cast<wb_hook>(facts.hook)});
	for (const wb_action wanted : {WB_DENY, WB_WOULD_DENY})
		for (const Decision &decision : decisions)
			if (decision.verdict.action == wanted)
				return decision;
	return decisions[0];
}

} // namespace

Answer ask(const Policy &policy, const Generation &generation, const Question &question)
{
	const bool audit = policy.mode == Mode::kAudit;
	const wb_tool *rule =
	    question.tool < generation.tools.size() ? &generation.tools[question.tool] : nullptr;
	Answer answer;

	if (question.act == Act::kExec) {
		answer.hook = WB_HOOK_EXEC;
		answer.verdict = decide_exec(question, generation);
		// A mark that is missing refuses nothing while the whole run only reports.
		if (audit && answer.verdict.action == WB_DENY)
			answer.verdict.action = WB_WOULD_DENY;
	} else {
		const wb_limits *limits = rule && rule->limits && rule->limits < generation.limits.size()
					      ? &generation.limits[rule->limits]
					      : nullptr;
		const Decision decision = decide(rule, limits, hooks_of(question, audit));
		answer.hook = decision.hook;
		answer.verdict = decision.verdict;
	}
	const bool reports =
	    rule && answer.hook != WB_HOOK_EXEC && wb_only_reports(rule, answer.verdict.rule);
	answer.mode = audit || reports ? Mode::kAudit : Mode::kEnforce;
	answer.tool_flags = rule ? rule->flags : 0;
	answer.rule = rule_text(answer.verdict.rule,
				question.tool == WB_UNTRUSTED ? "" : tool_word(policy, question.tool));
	answer.place = place_of(policy, question.tool, answer.verdict.rule);
	return answer;
}

std::string_view action_word(std::uint8_t action)
{
	return action == WB_ALLOW ? "allowed" : action == WB_DENY ? "denied" : "would-deny";
}

std::string tool_word(const Policy &policy, std::uint32_t tool)
{
	return tool == WB_UNTRUSTED || tool > policy.tools.size() ? "untrusted" : policy.tools[tool - 1].name;
}

Compiled compile_to_ask(const Policy &policy, const Host &host)
{
	return compile(policy, host, policy.mode == Mode::kAudit);
}

} // namespace watchbpf::policy
