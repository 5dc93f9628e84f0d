// SPDX-License-Identifier: Apache-2.0
#include "policy/question.h"

#include <linux/bpf.h>

#include <algorithm>

#include "bpf/decide_exec.h"
#include "bpf/reach.h"
#include "bpf/where.h"
#include "policy/reach_table.h"
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
		if (question.object.pinned == Pinned::kOther)
			return std::nullopt;
		return question.object.pinned == Pinned::kMap ? WB_HOOK_MAP_FD : WB_HOOK_PROGRAM_FD;
	default:
		return std::nullopt;
	}
}

std::uint32_t limits_of(const Generation &generation, std::uint32_t tool)
{
	return tool < generation.tools.size() ? generation.tools[tool].limits : 0;
}

// An fd of a program is judged as its load is: without a type there is nothing to ask, but
// whose it is.
bool is_answered_by_owner(const Question &question, const Generation &generation,
			  const wb_object_facts &object)
{
	const bool may_look = question.tool < generation.tools.size() &&
			      generation.tools[question.tool].flags & WB_TOOL_INTROSPECTION;
	return question.own || question.tool == WB_UNTRUSTED || !(object.owned || may_look);
}

void add_fd_hook(wb_hook hook, const Question &question, const Generation &generation, bool audit,
		 std::vector<wb_facts> &hooks)
{
	wb_facts facts = facts_at(hook, question, audit);
	const std::uint32_t tool = question.tool;
	facts.own_object = question.own;
	facts.object = object_of_fd(question.object, hook, question.command, tool, generation);
	if (question.command == BPF_PROG_LOAD) {
		facts.program = facts_of_verified(question.program, generation, limits_of(generation, tool));
		facts.program.map_refused = map_refused_of(question.object, tool, generation);
	} else {
		facts.program.knowledge = WB_KNOWS_EARLIER;
		if (hook == WB_HOOK_PROGRAM_FD && !is_answered_by_owner(question, generation, facts.object))
			return;
	}
	hooks.push_back(facts);
}

// The hooks that a bpf() call meets, in the kernel's order, each with what it
// knows there (bpf/command.bpf.c, bpf/program.bpf.c).
std::vector<wb_facts> hooks_of_command(const Question &question, const Generation &generation, bool audit)
{
	std::vector<wb_facts> hooks = {facts_at(WB_HOOK_COMMAND, question, audit)};
	hooks[0].command = question.command;
	hooks[0].caller = question.nested ? WB_CALLER_PROGRAM : WB_CALLER_TASK;
	hooks[0].object = object_of_command(question.object, question.command, question.tool, generation);
	if (question.command == BPF_PROG_LOAD) {
		hooks[0].program = facts_of_loader(question.program, WB_HOOK_COMMAND);
		hooks.push_back(facts_at(WB_HOOK_LOAD, question, audit));
		hooks[1].program = facts_of_loader(question.program, WB_HOOK_LOAD);
	}
	if (const auto hook = fd_hook_of(question))
		add_fd_hook(*hook, question, generation, audit, hooks);
	return hooks;
}

std::vector<wb_facts> hooks_of(const Question &question, const Generation &generation, bool audit)
{
	if (question.act == Act::kCommand)
		return hooks_of_command(question, generation, audit);
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

// The helper, effect, kfunc, function, number or object that the reason is about.
std::string about(const Policy &policy, const wb_verdict &verdict, const Question &question,
		  const wb_program_facts &facts)
{
	const ProgramQuestion &program = question.program;
	switch (verdict.reason) {
	case WB_REASON_FOREIGN_MAP:
	case WB_REASON_READ_ONLY_MAP:
	case WB_REASON_NOT_OWNER:
		return object_text(policy, question.object);
	case WB_REASON_MAP_TYPE:
		return map_type_name(map_type_asked(question.object));
	case WB_REASON_EFFECT:
		return effect_word(verdict.number);
	case WB_REASON_HELPER:
		return helper_name(verdict.number);
	case WB_REASON_KFUNC: {
		const auto kfunc =
		    std::ranges::find(program.kfuncs, facts.kfunc_refused, &AskedKfunc::number);
		return kfunc == program.kfuncs.end() ? "" : kfunc->name;
	}
	case WB_REASON_TARGET:
		return program.target;
	case WB_REASON_ATTACH_TYPE:
		return attach_type_name(program.attach_type);
	case WB_REASON_INSTRUCTIONS:
		return std::to_string(program.instructions);
	default:
		return {};
	}
}

// Of what the hooks say one after the other: a refusal, else what would be one
// (the call goes on after it), else what the first said.
struct Decision {
	wb_verdict verdict;
	wb_facts facts;
};

Decision decide(const wb_tool *rule, const wb_limits *limits, const std::vector<wb_facts> &hooks)
{
	std::vector<Decision> decisions;
	for (const wb_facts &facts : hooks)
		decisions.push_back({wb_decide(rule, limits, &facts), facts});
	for (const wb_action wanted : {WB_DENY, WB_WOULD_DENY})
		for (const Decision &decision : decisions)
			if (decision.verdict.action == wanted)
				return decision;
	return decisions[0];
}

// Of the key that refuses; of what is allowed, or refused by any limit at all, the list of types.
Place place_of_limit(const Tool &tool, std::uint8_t reason)
{
	const auto limit = limit_of(reason);
	const auto &places = tool.programs.limits.places;
	const auto place = limit ? places.find(*limit) : places.end();
	return place_or(place != places.end() ? place->second : tool.programs.place, tool.place);
}

Place place_of_maps(const Tool &tool, std::uint8_t reason)
{
	const Place place = place_or(tool.maps.place, tool.place);
	return reason == WB_REASON_MAP_TYPE ? place_or(tool.maps.create_place, place) : place;
}

// Of the rule for this map, as the kernel finds it.
Place place_of_map_rule(const Policy &policy, const Question &question, const Place &otherwise)
{
	const std::uint32_t owner = question.object.owner.value_or(question.tool);
	if (question.tool == WB_UNTRUSTED || question.tool > policy.tools.size() || owner == question.tool)
		return otherwise;
	const std::string owner_name =
	    owner == WB_UNTRUSTED ? std::string(kUnowned) : tool_word(policy, owner);
	const wb_map_name name = map_name_of(question.object.map);
	for (const MapRule *rule : in_order(policy.tools[question.tool - 1].maps.others)) {
		const bool names = rule->owner == owner_name || rule->owner == kAnybody;
		const wb_map_rule record = map_rule_of(*rule, WB_ANY_OWNER);
		if (names && wb_map_rule_matches(&record, owner, &name))
			return place_or(rule->place, otherwise);
	}
	return otherwise;
}

} // namespace

Place place_of_rule(const Policy &policy, std::uint32_t tool, const wb_verdict &verdict)
{
	if (verdict.rule == WB_RULE_DEFAULT)
		return policy.untrusted_place;
	if (tool == WB_UNTRUSTED || tool > policy.tools.size())
		return {};
	const Tool &of = policy.tools[tool - 1];
	switch (verdict.rule) {
	case WB_RULE_IDENTITY:
		return of.identities.empty() ? of.place : place_or(of.identities[0].place, of.place);
	case WB_RULE_LIMITS:
		return place_of_limit(of, verdict.reason);
	case WB_RULE_PROGRAMS:
		return place_or(of.programs.place, of.place);
	case WB_RULE_MAPS:
		return place_of_maps(of, verdict.reason);
	case WB_RULE_LINKS:
		return place_or(of.links.place, of.place);
	case WB_RULE_INTROSPECTION:
		return place_or(of.introspection_place, of.place);
	case WB_RULE_WHERE:
		return of.where ? place_or(of.where->place, of.place) : of.place;
	default:
		return {};
	}
}

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
		const Decision decision = decide(rule, limits, hooks_of(question, generation, audit));
		answer.hook = static_cast<wb_hook>(decision.facts.hook);
		answer.verdict = decision.verdict;
		answer.about = about(policy, decision.verdict, question, decision.facts.program);
	}
	const bool reports =
	    rule && answer.hook != WB_HOOK_EXEC && wb_only_reports(rule, answer.verdict.rule);
	answer.mode = audit || reports ? Mode::kAudit : Mode::kEnforce;
	answer.tool_flags = rule ? rule->flags : 0;
	answer.rule = rule_text(answer.verdict.rule,
				question.tool == WB_UNTRUSTED ? "" : tool_word(policy, question.tool));
	answer.place = place_of_rule(policy, question.tool, answer.verdict);
	if (answer.verdict.rule == WB_RULE_MAPS && answer.verdict.reason != WB_REASON_NO_MAPS)
		answer.place = place_of_map_rule(policy, question, answer.place);
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

std::optional<wb_limit> limit_of(std::uint8_t reason)
{
	switch (reason) {
	case WB_REASON_ATTACH_TYPE:
		return WB_LIMIT_ATTACH;
	case WB_REASON_TARGET:
		return WB_LIMIT_TARGETS;
	case WB_REASON_INSTRUCTIONS:
		return WB_LIMIT_INSTRUCTIONS;
	case WB_REASON_SIGNATURE:
		return WB_LIMIT_SIGNED;
	case WB_REASON_HELPER:
		return WB_LIMIT_HELPERS;
	case WB_REASON_KFUNC:
		return WB_LIMIT_KFUNCS;
	case WB_REASON_EFFECT:
		return WB_LIMIT_EFFECTS;
	default:
		return std::nullopt;
	}
}

Compiled compile_to_ask(const Policy &policy, const Host &host)
{
	return compile(policy, host, policy.mode == Mode::kAudit);
}

} // namespace watchbpf::policy
