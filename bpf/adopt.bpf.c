// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Tasks that ran before watchbpf, PID 1 first of all, get their mark here: the
 * daemon lists them, measures their executables and asks for each by its tid.
 *
 *	wb_list_tasks	iter/task	struct wb_candidate for each task of a program
 *	wb_adopt	iter/task	the mark, for those that the daemon asked for;
 *					struct wb_candidate for each that is refused it
 *
 * Threads share their memory: who traces one of them is all of them. So the daemon
 * tries first, and adopts a process with all its threads or not at all.
 *
 * Whoever could write to such a task's memory before us has forged it: only
 * tools that say `adopt: true` are adopted. An exec between listing and
 * adopting changes exec_id, and the mark is void.
 */
#include "decide_exec.h"
#include "judge.h"
#include "place.h"
#include "steering.h"

#include <bpf/bpf_tracing.h>

static __always_inline struct wb_candidate wb_candidate_of(struct task_struct *task)
{
	struct wb_candidate candidate = {
	    .exec_id = task->self_exec_id,
	    .start = task->start_boottime,
	    .pid = task->tgid,
	    .tid = task->pid,
	};
	return candidate;
}

static __always_inline int wb_is_same_task(const struct wb_candidate *left, const struct wb_candidate *right)
{
	return left->exec_id == right->exec_id && left->start == right->start && left->pid == right->pid &&
	       left->tid == right->tid;
}

SEC("iter/task")
int wb_list_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct wb_candidate candidate;

	if (!task || !task->mm) /* the end, or a thread of the kernel */
		return 0;
	if (wb_tool_of_task(task, wb_find_task(task)) != WB_UNTRUSTED)
		return 0;
	candidate = wb_candidate_of(task);
	bpf_seq_write(ctx->meta->seq, &candidate, sizeof(candidate));
	return 0;
}

/* Exec's conditions, as far as they can still be asked of a running task. */
static __always_inline struct wb_verdict wb_decide_adoption(struct bpf_iter__task *ctx,
							    struct task_struct *task, __u32 tool)
{
	struct wb_exec_facts facts = {.tool = tool, .has_digest = 1};
	__u64 address;

	facts.traced = BPF_CORE_READ(task, ptrace) != 0;
	facts.seccomp_notifies = wb_seccomp_notifies(task);
	/* As a number; the verifier lets no pointer into a function of its own. */
	if (bpf_probe_read_kernel(&address, sizeof(address), &ctx->task))
		address = 0;
	facts.place = wb_reason_of_place(tool, address);
	return wb_decide_exec(&facts);
}

SEC("iter/task")
int wb_adopt(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct wb_candidate candidate;
	struct wb_adoption *asked;
	struct wb_task *carried;

	if (!task)
		return 0;
	candidate = wb_candidate_of(task);
	asked = bpf_map_lookup_elem(&wb_adoptions, &candidate.tid);
	if (!asked || !wb_is_same_task(&asked->task, &candidate))
		return 0;
	carried = wb_make_task(task);
	if (!carried || wb_decide_adoption(ctx, task, asked->tool).action != WB_ALLOW)
		bpf_seq_write(ctx->meta->seq, &candidate, sizeof(candidate));
	else if (!asked->trial)
		wb_mark(carried, asked->tool, &asked->digest, candidate.exec_id);
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
