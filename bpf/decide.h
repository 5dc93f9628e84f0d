/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The decision: facts and a rule in, a verdict out. Pure: it calls no helper
 * and reads no map, so the kernel, the unit tests and the command line run
 * the same lines. Whatever is not allowed here by name is denied.
 */
#ifndef WATCHBPF_DECIDE_H
#define WATCHBPF_DECIDE_H

#include "abi.h"
#include "inline.h"
#include "vocabulary.h"

/* What a hook knows about one request. */
struct wb_facts {
	__u32 tool;         /* index of the rule's tool; WB_UNTRUSTED: no mark */
	__u32 hook;         /* enum wb_hook */
	__u32 command;      /* enum bpf_cmd; WB_HOOK_COMMAND only */
	__u32 program_type; /* loads only; WB_NOT_KNOWN where the hook cannot tell */
	__u32 attach_type;  /* expected_attach_type of a load */
	__u32 own_object;   /* the map or program is watchbpf's own */
	__u32 target;       /* WB_HOOK_TRACE: the tool of the task that is traced */
	__u32 audit;        /* the whole run reports and denies nothing */
};

struct wb_verdict {
	__u8 action; /* enum wb_action */
	__u8 reason; /* enum wb_reason */
	__u8 rule;   /* enum wb_rule */
};

wb_inline struct wb_verdict wb_verdict_of(enum wb_reason reason, enum wb_rule rule)
{
	struct wb_verdict verdict;

	verdict.action = reason == WB_REASON_ALLOWED ? WB_ALLOW : WB_DENY;
	verdict.reason = reason;
	verdict.rule = rule;
	return verdict;
}

/*
 * The rows of one right as a mask of command numbers. Not a switch: 6.18's
 * verifier warns of a defect of its own on the comparison chains clang makes.
 */
#define WB_BIT_IF(number, yes) | (yes ? 1ULL << (number) : 0)
#define WB_NUMBERS 64

wb_inline enum wb_right wb_right_of_command(__u32 command)
{
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_MAPS)
	const __u64 maps = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_PROGRAMS)
	const __u64 programs = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_OBJECTS)
	const __u64 objects = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_INTROSPECT)
	const __u64 introspect = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_LOAD)
	const __u64 load = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_GUARD)
	const __u64 guard = 0 WB_COMMANDS(X);
#undef X
	if (command >= WB_NUMBERS)
		return WB_RIGHT_UNKNOWN;
	if (maps >> command & 1)
		return WB_RIGHT_MAPS;
	if (load >> command & 1)
		return WB_RIGHT_LOAD;
	if (programs >> command & 1)
		return WB_RIGHT_PROGRAMS;
	if (introspect >> command & 1)
		return WB_RIGHT_INTROSPECT;
	if (objects >> command & 1)
		return WB_RIGHT_OBJECTS;
	return guard >> command & 1 ? WB_RIGHT_GUARD : WB_RIGHT_UNKNOWN;
}

wb_inline enum wb_program_class wb_class_of_program_type(__u32 type)
{
#define X(number, kernel, name, class) WB_BIT_IF(number, WB_PROGRAM_##class == WB_PROGRAM_PLAIN)
	const __u64 plain = 0 WB_PROGRAM_TYPES(X);
#undef X
#define X(number, kernel, name, class) WB_BIT_IF(number, WB_PROGRAM_##class == WB_PROGRAM_GUARD)
	const __u64 guard = 0 WB_PROGRAM_TYPES(X);
#undef X
	if (type >= WB_NUMBERS)
		return WB_PROGRAM_UNKNOWN;
	if (plain >> type & 1)
		return WB_PROGRAM_PLAIN;
	return guard >> type & 1 ? WB_PROGRAM_GUARD : WB_PROGRAM_UNKNOWN;
}

wb_inline enum wb_right wb_right_asked(const struct wb_facts *facts)
{
	switch (facts->hook) {
	case WB_HOOK_COMMAND:
		return wb_right_of_command(facts->command);
	case WB_HOOK_LOAD:
		return WB_RIGHT_LOAD;
	case WB_HOOK_MAP_FD:
		return WB_RIGHT_MAPS;
	case WB_HOOK_PROGRAM_FD:
		/* OBJ_GET, GET_FD_BY_ID and loads all end here; commands that
		 * use the fd are asked for by themselves. */
		return WB_RIGHT_INTROSPECT;
	}
	return WB_RIGHT_UNKNOWN;
}

/*
 * A program whose return value overrides an LSM verdict must never load. Types
 * without a row and WB_NOT_KNOWN are taken for such ones.
 */
wb_inline int wb_attach_type_guards(__u32 attach_type)
{
#define X(number, kernel, name, class) WB_BIT_IF(number, WB_ATTACH_##class == WB_ATTACH_PLAIN)
	const __u64 plain = 0 WB_ATTACH_TYPES(X);
#undef X
	return attach_type >= WB_NUMBERS || !(plain >> attach_type & 1);
}

/* What is built in comes first: audit of the tool's own rule must not cover it. */
wb_inline struct wb_verdict wb_decide_load(const struct wb_tool *rule, const struct wb_facts *facts)
{
	/* 6.1 asks before the kernel knows the type; lsm/bpf has judged it. */
	int has_type = facts->hook != WB_HOOK_LOAD || facts->program_type != WB_NOT_KNOWN;
	enum wb_program_class class_ = wb_class_of_program_type(facts->program_type);

	if (wb_attach_type_guards(facts->attach_type))
		return wb_verdict_of(WB_REASON_GUARD, WB_RULE_BUILT_IN);
	if (has_type && class_ == WB_PROGRAM_UNKNOWN)
		return wb_verdict_of(WB_REASON_UNKNOWN_PROGRAM_TYPE, WB_RULE_BUILT_IN);
	if (has_type && class_ == WB_PROGRAM_GUARD)
		return wb_verdict_of(WB_REASON_GUARD, WB_RULE_BUILT_IN);
	if (!(rule->flags & WB_TOOL_PROGRAMS))
		return wb_verdict_of(WB_REASON_NO_PROGRAMS, WB_RULE_PROGRAMS);
	if (has_type && !(rule->program_types >> (facts->program_type & 63) & 1))
		return wb_verdict_of(WB_REASON_PROGRAM_TYPE, WB_RULE_PROGRAMS);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_PROGRAMS);
}

wb_inline struct wb_verdict wb_decide_untrusted(const struct wb_tool *rule, enum wb_right right)
{
	if (right == WB_RIGHT_INTROSPECT && rule->flags & WB_TOOL_INTROSPECTION)
		return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_DEFAULT);
	return wb_verdict_of(WB_REASON_UNTRUSTED, WB_RULE_DEFAULT);
}

wb_inline struct wb_verdict wb_decide_tool(const struct wb_tool *rule, enum wb_right right,
					   const struct wb_facts *facts)
{
	switch (right) {
	case WB_RIGHT_LOAD:
		return wb_decide_load(rule, facts);
	case WB_RIGHT_PROGRAMS:
		if (rule->flags & WB_TOOL_PROGRAMS)
			return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_PROGRAMS);
		return wb_verdict_of(WB_REASON_NO_PROGRAMS, WB_RULE_PROGRAMS);
	case WB_RIGHT_MAPS:
		if (rule->flags & WB_TOOL_MAPS)
			return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_MAPS);
		return wb_verdict_of(WB_REASON_NO_MAPS, WB_RULE_MAPS);
	case WB_RIGHT_OBJECTS:
	case WB_RIGHT_INTROSPECT:
		return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_IDENTITY);
	default:
		return wb_verdict_of(WB_REASON_GUARD, WB_RULE_BUILT_IN);
	}
}

/* Who traces a task acts with its mark: only the same tool may. */
wb_inline struct wb_verdict wb_decide_trace(const struct wb_facts *facts)
{
	if (facts->target == WB_UNTRUSTED || facts->target == facts->tool)
		return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_NONE);
	return wb_verdict_of(WB_REASON_FOREIGN_TRACER, WB_RULE_BUILT_IN);
}

/*
 * Audit of one tool, or of one of its rules, covers what the policy says and
 * never what is built in: else it would be a way to switch watchbpf off for all.
 */
wb_inline int wb_only_reports(const struct wb_tool *rule, __u32 why)
{
	if (why == WB_RULE_BUILT_IN)
		return 0;
	if (rule->flags & WB_TOOL_AUDIT)
		return 1;
	if (why == WB_RULE_PROGRAMS)
		return !!(rule->flags & WB_TOOL_AUDIT_PROGRAMS);
	return why == WB_RULE_MAPS && rule->flags & WB_TOOL_AUDIT_MAPS;
}

wb_inline struct wb_verdict wb_decide_enforced(const struct wb_tool *rule, const struct wb_facts *facts)
{
	enum wb_right right = wb_right_asked(facts);

	if (!rule || !(rule->flags & WB_TOOL_PRESENT))
		return wb_verdict_of(WB_REASON_NO_RULE, WB_RULE_BUILT_IN);
	if (facts->own_object)
		return wb_verdict_of(WB_REASON_OWN_OBJECT, WB_RULE_BUILT_IN);
	if (facts->hook == WB_HOOK_SYSCTL)
		return wb_verdict_of(WB_REASON_GUARD, WB_RULE_BUILT_IN);
	if (facts->hook == WB_HOOK_TRACE)
		return wb_decide_trace(facts);
	if (facts->tool == WB_UNTRUSTED)
		return wb_decide_untrusted(rule, right);
	if (right == WB_RIGHT_UNKNOWN)
		return wb_verdict_of(WB_REASON_UNKNOWN_COMMAND, WB_RULE_BUILT_IN);
	return wb_decide_tool(rule, right, facts);
}

/*
 * rule: the record of facts->tool, or NULL where none could be read. Returns
 * ALLOW, DENY, or WOULD_DENY where the run or the rule is in audit mode.
 */
wb_inline struct wb_verdict wb_decide(const struct wb_tool *rule, const struct wb_facts *facts)
{
	struct wb_verdict verdict = wb_decide_enforced(rule, facts);

	if (verdict.action == WB_DENY && (facts->audit || (rule && wb_only_reports(rule, verdict.rule))))
		verdict.action = WB_WOULD_DENY;
	return verdict;
}

#endif
