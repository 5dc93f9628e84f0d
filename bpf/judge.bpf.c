// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From facts to an answer: judge.h says what it is. */
#include "judge.h"

static __always_inline void wb_count_verdict(enum wb_action action)
{
	if (action == WB_ALLOW)
		wb_count(WB_COUNT_ALLOWED);
	else if (action == WB_DENY)
		wb_count(WB_COUNT_DENIED);
	else
		wb_count(WB_COUNT_WOULD_DENY);
}

/* The fd hooks come last, so they end what wb_bpf said of its command (judge.h). */
static __always_inline int wb_already_reported(struct wb_task *carried, const struct wb_facts *facts,
					       enum wb_action action)
{
	int reported = action == WB_WOULD_DENY && carried && carried->reported;

	switch (facts->hook) {
	case WB_HOOK_MAP_FD:
	case WB_HOOK_PROGRAM_FD:
		if (carried)
			carried->reported = 0;
		return reported;
	case WB_HOOK_LOAD:
		return reported;
	}
	return 0;
}

/* Refusals are always told; of what is allowed, only that a program is loaded now. */
static __always_inline int wb_is_news(const struct wb_facts *facts, enum wb_action action)
{
	return action != WB_ALLOW || (facts->hook == WB_HOOK_PROGRAM_FD && facts->command == BPF_PROG_LOAD);
}

/* Written and read again, it is any verdict to the verifier, which then goes once through what follows. */
static __always_inline struct wb_verdict wb_any_verdict(struct wb_about *about, struct wb_verdict verdict)
{
	about->verdict = wb_verdict_word(verdict);
	return wb_verdict_of_word(*(volatile __u32 *)&about->verdict);
}

__noinline int wb_is_denied_for(struct wb_facts *facts, struct wb_task *carried, struct wb_about *about,
				const struct wb_program *program)
{
	const struct wb_tool *rule;
	struct wb_verdict verdict;

	if (!facts || !about)
		return 1;
	rule = wb_rule_of_tool(facts->tool);
	/* wb_decide(), in two steps: wb_any_verdict() says why. */
	verdict = wb_any_verdict(about, wb_decide_enforced(rule, wb_limits_of_rule(rule), facts));
	verdict = wb_any_verdict(about, wb_audited(rule, facts, verdict));
	about->tool_flags = rule ? rule->flags : 0;
	wb_count_verdict(verdict.action);
	if (!wb_already_reported(carried, facts, verdict.action) && wb_is_news(facts, verdict.action))
		wb_tell(facts, about, program, 0);
	facts->own_object = verdict.reason == WB_REASON_OWN_OBJECT;
	return verdict.action == WB_DENY;
}

char _license[] SEC("license") = "Dual BSD/GPL";
