/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What every deciding hook does with its facts: find the rule of the current
 * task, decide, count, report, answer.
 */
#ifndef WATCHBPF_JUDGE_H
#define WATCHBPF_JUDGE_H

#include "argument.h"
#include "event.h"

/* What a hook that knows only itself knows. */
static __always_inline struct wb_facts wb_facts_at(enum wb_hook hook)
{
	struct wb_facts facts = {
	    .tool = WB_UNTRUSTED,
	    .hook = hook,
	    .command = WB_NOT_KNOWN,
	    .audit = wb_audit,
	    .program = {.type = WB_NOT_KNOWN, .attach_type = WB_NOT_KNOWN, .instructions = WB_NOT_KNOWN},
	};
	return facts;
}

static __always_inline struct wb_about wb_about_nothing(void)
{
	struct wb_about about = {.map_type = WB_NOT_KNOWN};

	return about;
}

static __always_inline void wb_count_verdict(enum wb_action action)
{
	if (action == WB_ALLOW)
		wb_count(WB_COUNT_ALLOWED);
	else if (action == WB_DENY)
		wb_count(WB_COUNT_DENIED);
	else
		wb_count(WB_COUNT_WOULD_DENY);
}

/*
 * In audit mode a refused command goes on and meets the later hooks, which
 * would refuse it too: one act, one line. The fd hooks come last, so they end it.
 */
static __always_inline int wb_already_reported(struct wb_task *carried, const struct wb_facts *facts,
					       enum wb_action action)
{
	int reported = action == WB_WOULD_DENY && carried && carried->reported;

	switch (facts->hook) {
	case WB_HOOK_COMMAND:
		if (!carried && action == WB_WOULD_DENY)
			carried = wb_make_task(bpf_get_current_task_btf());
		if (carried)
			carried->reported = action == WB_WOULD_DENY;
		return 0;
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

/*
 * Decides for the tool in `facts`; true: denied, and own_object stays only where that is why.
 * `carried` may be NULL.
 */
static __always_inline int wb_is_denied(struct wb_facts *facts, struct wb_task *carried,
					const struct wb_about *about)
{
	const struct wb_tool *rule = wb_rule_of_tool(facts->tool);
	struct wb_verdict verdict = wb_decide(rule, wb_limits_of_rule(rule), facts);

	wb_count_verdict(verdict.action);
	if (!wb_already_reported(carried, facts, verdict.action) && wb_is_news(facts, verdict.action))
		wb_report(facts, verdict, rule, about);
	facts->own_object = verdict.reason == WB_REASON_OWN_OBJECT;
	return verdict.action == WB_DENY;
}

/* 0 or -EPERM for what `subject` asks. */
static __always_inline int wb_judge_task(struct task_struct *subject, struct wb_facts *facts,
					 const struct wb_about *about)
{
	struct wb_task *carried = wb_find_task(subject);

	facts->tool = wb_tool_of_task(subject, carried);
	return wb_errno(wb_is_denied(facts, carried, about));
}

static __always_inline int wb_judge(struct wb_facts *facts, const struct wb_about *about)
{
	return wb_judge_task(bpf_get_current_task_btf(), facts, about);
}

#endif
