/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One question to the decision, and its answers; shared by both sides. */
#ifndef WATCHBPF_TESTS_AGREE_H
#define WATCHBPF_TESTS_AGREE_H

#include "bpf/decide_exec.h"
#include "bpf/where.h"

/* How many questions go to the kernel at once. */
#define AGREE_BATCH 500
#define AGREE_LEVELS 6

struct agree_place {
	__u32 user;
	__u32 group;
	__u32 host;
	__u32 depth;  /* of levels */
	__u32 slices; /* bit N: levels[N] is a slice */
	__u32 padding;
	struct wb_level levels[AGREE_LEVELS];
};

struct agree_case {
	struct wb_tool rule;
	struct wb_limits limits;
	struct wb_where where;
	struct wb_facts facts;
	struct wb_exec_facts exec;
	struct agree_place place;
	__u32 no_rule;   /* decide without a rule */
	__u32 no_limits; /* decide without limits */
	struct wb_verdict decided;
	struct wb_verdict executed;
	__u32 located; /* enum wb_reason */
};

wb_inline void agree_answer(struct agree_case *question)
{
	const struct agree_place *place = &question->place;
	struct wb_where_walk walk = {};

	walk.host = place->host;
	wb_where_user(&walk, &question->where, place->user);
	wb_where_group(&walk, &question->where, place->group);
	for (__u32 depth = 0; depth < AGREE_LEVELS; depth++)
		if (depth < place->depth)
			wb_where_level(&walk, &question->where, depth, &place->levels[depth],
				       place->slices >> depth & 1);
	question->located = wb_where_reason(&walk, &question->where);
	question->decided = wb_decide(question->no_rule ? 0 : &question->rule,
				      question->no_limits ? 0 : &question->limits, &question->facts);
	question->executed = wb_decide_exec(&question->exec);
}

#endif
