/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What every deciding hook does with its facts: find the rule of the current
 * task, decide, count, report, answer.
 */
#ifndef WATCHBPF_JUDGE_H
#define WATCHBPF_JUDGE_H

#include "argument.h"
#include "compat.h"
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

/*
 * judge.bpf.c: decides for the tool in `facts`; true: denied, and own_object stays only where that
 * is why. `carried` may be NULL, and `program`: what is known of the one that is asked for. A
 * function of its own, so that it is verified for any facts at once and not for each way to them;
 * without the helpers of task storage, which a cgroup program lacks.
 */
int wb_is_denied_for(struct wb_facts *facts, struct wb_task *carried, struct wb_about *about,
		     const struct wb_program *program);

/* Of what wb_is_denied_for() decided: allowed, and not only because nothing is enforced. */
static __always_inline int wb_is_allowed(const struct wb_about *about)
{
	return wb_verdict_of_word(about->verdict).action == WB_ALLOW;
}

/*
 * In audit mode a refused command goes on and meets the later hooks, which
 * would refuse it too: one act, one line.
 */
static __always_inline void wb_remember_report(struct wb_task *carried, const struct wb_about *about)
{
	int refused = wb_verdict_of_word(about->verdict).action == WB_WOULD_DENY;

	if (!carried && refused)
		carried = wb_make_task(bpf_get_current_task_btf());
	if (carried)
		carried->reported = refused;
}

static __always_inline int wb_is_denied(struct wb_facts *facts, struct wb_task *carried,
					struct wb_about *about)
{
	return wb_is_denied_for(facts, carried, about, 0);
}

/* 0 or -EPERM for what `subject` asks. */
static __always_inline int wb_judge_task(struct task_struct *subject, struct wb_facts *facts,
					 struct wb_about *about)
{
	struct wb_task *carried = wb_find_task(subject);

	facts->tool = wb_tool_of_task(subject, carried);
	return wb_errno(wb_is_denied(facts, carried, about));
}

static __always_inline int wb_judge(struct wb_facts *facts, struct wb_about *about)
{
	return wb_judge_task(bpf_get_current_task_btf(), facts, about);
}

#endif
