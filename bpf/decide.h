/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The decision: facts and a rule in, a verdict out. Pure: it calls no helper
 * and reads no map, so the kernel, the unit tests and the command line run
 * the same lines. Whatever is not allowed here by name is denied.
 */
#ifndef WATCHBPF_DECIDE_H
#define WATCHBPF_DECIDE_H

#include "abi.h"
#include "classes.h"
#include "decide_program.h"
#include "inline.h"
#include "verdict.h"

#include <linux/bpf.h>

/* Who calls bpf(), beside the tasks that the rest of the facts is about. */
enum wb_caller {
	WB_CALLER_TASK,
	WB_CALLER_KERNEL_THREAD, /* acts for nobody that could be asked */
	WB_CALLER_PROGRAM,       /* a SYSCALL program, in the name of whoever it runs in */
};

/*
 * The object of a request, where the hook could tell. Of programs and links, "write"
 * stands for all that changes them.
 */
struct wb_object_facts {
	__u32 kind;    /* enum wb_object_kind; WB_OBJECT_NONE: none, or it is not known which */
	__u32 own;     /* watchbpf's */
	__u32 owner;   /* a tool; WB_UNTRUSTED: nobody that is known; only for the event */
	__u32 owned;   /* by the tool that asks */
	__u32 asked;   /* WB_ACCESS_… */
	__u32 allowed; /* WB_ACCESS_… that the tool has: reach.h */
};

/* What a hook knows about one request. */
struct wb_facts {
	__u32 tool;                      /* index of the rule's tool; WB_UNTRUSTED: no mark */
	__u32 hook;                      /* enum wb_hook */
	__u32 command;                   /* enum bpf_cmd; WB_HOOK_COMMAND only */
	__u32 own_object;                /* the map or program is watchbpf's own */
	__u32 target;                    /* WB_HOOK_TRACE: the tool of the task that is traced */
	__u32 audit;                     /* the whole run reports and denies nothing */
	__u32 caller;                    /* enum wb_caller; WB_HOOK_COMMAND only */
	__u32 daemon;                    /* watchbpf's own task asks; WB_HOOK_COMMAND only */
	__u32 pins_held;                 /* OBJ_PIN of a map that must stay unpinned */
	__u32 no_room;                   /* no room to remember whose the new object is */
	struct wb_object_facts object;   /* what it is about */
	struct wb_program_facts program; /* loads, and fds of programs */
};

wb_inline enum wb_right wb_right_asked(const struct wb_facts *facts)
{
	switch (facts->hook) {
	case WB_HOOK_COMMAND:
		return wb_right_of_command(facts->command);
	case WB_HOOK_LOAD:
		return WB_RIGHT_LOAD;
	case WB_HOOK_MAP_FD:
	case WB_HOOK_MAPPING:
		return WB_RIGHT_MAPS;
	case WB_HOOK_PROGRAM_FD:
		/* OBJ_GET, GET_FD_BY_ID and loads all end here; commands that
		 * use the fd are asked for by themselves. */
		return WB_RIGHT_OPEN;
	case WB_HOOK_RECEIVE:
	case WB_HOOK_PIN_OPEN:
	case WB_HOOK_PIN_REMOVE:
		return WB_RIGHT_OBJECTS;
	case WB_HOOK_SOCKET:
	case WB_HOOK_DEVICE:
	case WB_HOOK_NETLINK:
		return WB_RIGHT_PROGRAMS;
	}
	return WB_RIGHT_UNKNOWN;
}

wb_inline struct wb_verdict wb_decide_untrusted(const struct wb_tool *rule, enum wb_right right)
{
	int looks = right == WB_RIGHT_INTROSPECT || right == WB_RIGHT_DESCRIBE || right == WB_RIGHT_OPEN;

	if (looks && rule->flags & WB_TOOL_INTROSPECTION)
		return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_DEFAULT);
	return wb_verdict_of(WB_REASON_UNTRUSTED, WB_RULE_DEFAULT);
}

/* `allowed` is what is said where nothing stands against it. */
wb_inline struct wb_verdict wb_decide_object(const struct wb_tool *rule, const struct wb_object_facts *object,
					     enum wb_rule allowed)
{
	__u32 refused = object->asked & ~object->allowed;

	if (object->kind == WB_OBJECT_NONE || !refused)
		return wb_verdict_of(WB_REASON_ALLOWED, allowed);
	if (object->kind != WB_OBJECT_MAP)
		return wb_verdict_of(WB_REASON_NOT_OWNER, WB_RULE_LINKS);
	if (!(rule->flags & WB_TOOL_MAPS))
		return wb_verdict_of(WB_REASON_NO_MAPS, WB_RULE_MAPS);
	if (refused & WB_ACCESS_CREATE)
		return wb_verdict_of(WB_REASON_MAP_TYPE, WB_RULE_MAPS);
	if (refused & WB_ACCESS_OWN)
		return wb_verdict_of(WB_REASON_NOT_OWNER, WB_RULE_MAPS);
	return wb_verdict_of(object->allowed ? WB_REASON_READ_ONLY_MAP : WB_REASON_FOREIGN_MAP, WB_RULE_MAPS);
}

/* Opening a program or link to look at it is for whoever may introspect. */
wb_inline struct wb_verdict wb_decide_look(const struct wb_tool *rule, const struct wb_facts *facts)
{
	if (facts->object.kind != WB_OBJECT_NONE && !facts->object.owned &&
	    !(rule->flags & WB_TOOL_INTROSPECTION))
		return wb_verdict_of(WB_REASON_NO_INTROSPECTION, WB_RULE_INTROSPECTION);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_IDENTITY);
}

/*
 * With the right to attach, an fd of a program is as good as its load, and one of a link ends it.
 * Who lacks that right in audit mode only is asked what no audit covers.
 */
wb_inline struct wb_verdict wb_decide_use(const struct wb_tool *rule, const struct wb_limits *limits,
					  const struct wb_facts *facts)
{
	if (facts->hook == WB_HOOK_PROGRAM_FD && rule->flags & WB_TOOL_PROGRAMS)
		return wb_decide_program(rule, limits, &facts->program);
	if (facts->hook == WB_HOOK_PROGRAM_FD && rule->flags & (WB_TOOL_AUDIT | WB_TOOL_AUDIT_PROGRAMS))
		return wb_decide_guard(rule, &facts->program);
	if (facts->object.kind == WB_OBJECT_LINK && rule->flags & WB_TOOL_PROGRAMS)
		return wb_decide_object(rule, &facts->object, WB_RULE_LINKS);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_IDENTITY);
}

wb_inline struct wb_verdict wb_decide_open(const struct wb_tool *rule, const struct wb_limits *limits,
					   const struct wb_facts *facts)
{
	struct wb_verdict look = wb_decide_look(rule, facts), use = wb_decide_use(rule, limits, facts);

	return look.action == WB_ALLOW ? use : wb_stricter(rule, look, use);
}

wb_inline struct wb_verdict wb_decide_programs(const struct wb_tool *rule)
{
	return wb_verdict_of(rule->flags & WB_TOOL_PROGRAMS ? WB_REASON_ALLOWED : WB_REASON_NO_PROGRAMS,
			     WB_RULE_PROGRAMS);
}

wb_inline struct wb_verdict wb_decide_held_pin(const struct wb_facts *facts)
{
	if (facts->pins_held)
		return wb_verdict_about(WB_REASON_EFFECT, WB_RULE_LIMITS, WB_EFFECT_WRITE_PINNED_MAP);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_IDENTITY);
}

wb_inline struct wb_verdict wb_decide_tool(const struct wb_tool *rule, const struct wb_limits *limits,
					   enum wb_right right, const struct wb_facts *facts)
{
	switch (right) {
	case WB_RIGHT_LOAD:
		return wb_decide_program(rule, limits, &facts->program);
	case WB_RIGHT_PROGRAMS:
		return wb_stricter(rule, wb_decide_programs(rule),
				   wb_decide_object(rule, &facts->object, WB_RULE_PROGRAMS));
	case WB_RIGHT_MAPS:
		if (!(rule->flags & WB_TOOL_MAPS))
			return wb_verdict_of(WB_REASON_NO_MAPS, WB_RULE_MAPS);
		return wb_decide_object(rule, &facts->object, WB_RULE_MAPS);
	case WB_RIGHT_OBJECTS:
		return wb_stricter(rule, wb_decide_object(rule, &facts->object, WB_RULE_IDENTITY),
				   wb_decide_held_pin(facts));
	case WB_RIGHT_OPEN:
		return wb_decide_open(rule, limits, facts);
	case WB_RIGHT_INTROSPECT:
		if (!(rule->flags & WB_TOOL_INTROSPECTION))
			return wb_verdict_of(WB_REASON_NO_INTROSPECTION, WB_RULE_INTROSPECTION);
		return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_IDENTITY);
	case WB_RIGHT_DESCRIBE:
		return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_IDENTITY);
	default:
		return wb_verdict_of(WB_REASON_GUARD, WB_RULE_BUILT_IN);
	}
}

/* Where a program or the kernel calls bpf(), the current task need not want it. */
wb_inline struct wb_verdict wb_decide_caller(const struct wb_tool *rule, const struct wb_facts *facts)
{
	if (facts->caller == WB_CALLER_KERNEL_THREAD)
		return wb_verdict_of(WB_REASON_KERNEL_THREAD, WB_RULE_BUILT_IN);
	if (facts->caller == WB_CALLER_PROGRAM && !(rule->flags & WB_TOOL_NESTED))
		return wb_verdict_of(WB_REASON_NESTED, WB_RULE_BUILT_IN);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_NONE);
}

/* Who traces a task acts with its mark: only the same tool may. */
wb_inline struct wb_verdict wb_decide_trace(const struct wb_facts *facts)
{
	if (facts->target == WB_UNTRUSTED || facts->target == facts->tool)
		return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_NONE);
	return wb_verdict_of(WB_REASON_FOREIGN_TRACER, WB_RULE_BUILT_IN);
}

/*
 * watchbpf lists what there is while it enforces, by iterators that it attached before: that
 * they run is all it may have. Nobody steers its task, and no other task gets at its links.
 */
wb_inline int wb_lists_objects(const struct wb_facts *facts)
{
	return facts->daemon && facts->hook == WB_HOOK_COMMAND && facts->command == BPF_ITER_CREATE &&
	       facts->caller == WB_CALLER_TASK && facts->object.kind == WB_OBJECT_LINK && facts->object.own;
}

/*
 * A link that nothing is known of counts as watchbpf's own, so that an id that no link has looks
 * like one: to whoever gets no link at all, that is not the reason.
 */
wb_inline int wb_refuses_strangers(const struct wb_tool *rule, const struct wb_facts *facts)
{
	const __u32 exceptions = WB_TOOL_INTROSPECTION | WB_TOOL_AUDIT;

	return facts->hook == WB_HOOK_COMMAND && facts->tool == WB_UNTRUSTED && !(rule->flags & exceptions);
}

wb_inline struct wb_verdict wb_decide_enforced(const struct wb_tool *rule, const struct wb_limits *limits,
					       const struct wb_facts *facts)
{
	struct wb_verdict verdict;
	enum wb_right right;

	if (!rule || !(rule->flags & WB_TOOL_PRESENT) || (rule->limits && !limits))
		return wb_verdict_of(WB_REASON_NO_RULE, WB_RULE_BUILT_IN);
	if (wb_lists_objects(facts))
		return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_BUILT_IN);
	if (facts->own_object && !wb_refuses_strangers(rule, facts))
		return wb_verdict_of(WB_REASON_OWN_OBJECT, WB_RULE_BUILT_IN);
	if (facts->hook == WB_HOOK_SYSCTL)
		return wb_verdict_of(WB_REASON_GUARD, WB_RULE_BUILT_IN);
	if (facts->hook == WB_HOOK_TRACE)
		return wb_decide_trace(facts);
	verdict = wb_decide_caller(rule, facts);
	if (verdict.action != WB_ALLOW)
		return verdict;
	if (facts->no_room)
		return wb_verdict_of(WB_REASON_NO_ROOM, WB_RULE_BUILT_IN);
	if (facts->hook == WB_HOOK_PROGRAM_FD && facts->program.knowledge == WB_KNOWS_NOTHING)
		return wb_verdict_of(WB_REASON_UNSEEN, WB_RULE_BUILT_IN);
	/* Not earlier: the verifier would go through all of the above once for each right. */
	right = wb_right_asked(facts);
	if (facts->tool == WB_UNTRUSTED)
		return wb_decide_untrusted(rule, right);
	if (right == WB_RIGHT_UNKNOWN)
		return wb_verdict_of(WB_REASON_UNKNOWN_COMMAND, WB_RULE_BUILT_IN);
	return wb_decide_tool(rule, limits, right, facts);
}

/* Of what is decided: DENY, or WOULD_DENY where the run or the rule is in audit mode. */
wb_inline struct wb_verdict wb_audited(const struct wb_tool *rule, const struct wb_facts *facts,
				       struct wb_verdict verdict)
{
	if (verdict.action == WB_DENY && (facts->audit || (rule && wb_only_reports(rule, verdict.rule))))
		verdict.action = WB_WOULD_DENY;
	return verdict;
}

/*
 * rule: the record of facts->tool, or NULL where none could be read. limits: the
 * record that rule->limits names; NULL: it names none, or none could be read.
 * Returns ALLOW, DENY, or WOULD_DENY where the run or the rule is in audit mode.
 */
wb_inline struct wb_verdict wb_decide(const struct wb_tool *rule, const struct wb_limits *limits,
				      const struct wb_facts *facts)
{
	return wb_audited(rule, facts, wb_decide_enforced(rule, limits, facts));
}

#endif
