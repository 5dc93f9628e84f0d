/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who acts: a task's mark, and the rule that holds for its tool. */
#ifndef WATCHBPF_SUBJECT_H
#define WATCHBPF_SUBJECT_H

#include "compat.h"
#include "maps.h"
#include "storage.h"

static __always_inline void wb_count(enum wb_counter counter)
{
	__sync_fetch_and_add(&wb_counters[counter], 1);
}

/*
 * What the task carries, or NULL. 6.1 does not say whether there is nothing or somebody was
 * in the way, who may be gone by now; and memory that is short may come back. So both ask
 * again. Refused in the end it is counted, because a tool then has no mark.
 */
static __always_inline struct wb_task *wb_storage_of(struct task_struct *task, __u64 flags, int *refused)
{
	struct wb_task *carried;

	for (int attempt = 0; attempt < 4; attempt++) {
		carried = bpf_task_storage_get(&wb_tasks, task, 0, flags);
		if (carried || (!flags && !wb_storage_may_be_held()))
			return carried;
		if (wb_storage_may_be_held() && wb_wait_for_storage() == WB_STORAGE_IS_HELD) {
			*refused = 1;
			break;
		}
	}
	if (flags || *refused)
		wb_count(WB_COUNT_NO_STORAGE);
	return 0;
}

static __always_inline struct wb_task *wb_find_task(struct task_struct *task)
{
	int refused = 0;

	return wb_storage_of(task, 0, &refused);
}

/* The same, made where there is none. */
static __always_inline struct wb_task *wb_make_task(struct task_struct *task)
{
	int refused = 0;

	return wb_storage_of(task, BPF_LOCAL_STORAGE_GET_F_CREATE, &refused);
}

/* A mark counts only for the policy and for the exec that gave it. */
static __always_inline __u32 wb_tool_of_task(struct task_struct *task, const struct wb_task *carried)
{
	if (!carried || !wb_generation || carried->mark.generation != wb_generation ||
	    carried->exec_id != task->self_exec_id)
		return WB_UNTRUSTED;
	return carried->mark.tool;
}

/* The tool goes in last: on another CPU, a mark without one is none. */
static __always_inline void wb_mark(struct wb_task *carried, __u32 tool, const struct wb_digest *digest,
				    __u64 exec_id)
{
	carried->mark.digest = *digest;
	carried->mark.generation = wb_generation;
	carried->exec_id = exec_id;
	carried->mark.tool = tool;
}

/* What a rule's programs must keep to; NULL: nothing, or nothing that could be read. */
static __always_inline const struct wb_limits *wb_limits_of_rule(const struct wb_tool *rule)
{
	__u32 newest = 0, index = rule ? rule->limits : 0;
	void *limits = index ? bpf_map_lookup_elem(&wb_limits, &newest) : 0;

	return limits ? bpf_map_lookup_elem(limits, &index) : 0;
}

static __always_inline const struct wb_tool *wb_rule_of_tool(__u32 tool)
{
	__u32 newest = 0;
	void *tools = bpf_map_lookup_elem(&wb_tools, &newest);

	return tools ? bpf_map_lookup_elem(tools, &tool) : 0;
}

#endif
