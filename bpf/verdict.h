/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The answer of a decision, and how to make one. */
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

#endif
