/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The answer of a decision, how to make one, and which of two counts. */
#ifndef WATCHBPF_VERDICT_H
#define WATCHBPF_VERDICT_H

#include "abi.h"
#include "inline.h"

struct wb_verdict {
	__u8 action; /* enum wb_action */
	__u8 reason; /* enum wb_reason */
	__u8 rule;   /* enum wb_rule */
	__u8 number; /* of the helper or effect that is the reason */
};

wb_inline struct wb_verdict wb_verdict_about(enum wb_reason reason, enum wb_rule rule, __u32 number)
{
	struct wb_verdict verdict;

	verdict.action = reason == WB_REASON_ALLOWED ? WB_ALLOW : WB_DENY;
	verdict.reason = reason;
	verdict.rule = rule;
	verdict.number = number & 0xff;
	return verdict;
}

wb_inline struct wb_verdict wb_verdict_of(enum wb_reason reason, enum wb_rule rule)
{
	return wb_verdict_about(reason, rule, 0);
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
	if (why == WB_RULE_PROGRAMS || why == WB_RULE_LIMITS)
		return !!(rule->flags & WB_TOOL_AUDIT_PROGRAMS);
	return why == WB_RULE_MAPS && rule->flags & WB_TOOL_AUDIT_MAPS;
}

/*
 * Of two verdicts on one request: a refusal that holds, else one that is only reported.
 * Audit of one rule never covers another.
 */
wb_inline struct wb_verdict wb_stricter(const struct wb_tool *rule, struct wb_verdict first,
					struct wb_verdict second)
{
	int first_denies = first.action != WB_ALLOW, second_denies = second.action != WB_ALLOW;

	if (first_denies && (!second_denies || !wb_only_reports(rule, first.rule)))
		return first;
	if (second_denies && (!first_denies || !wb_only_reports(rule, second.rule)))
		return second;
	return first;
}

#endif
