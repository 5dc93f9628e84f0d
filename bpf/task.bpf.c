// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The life of a mark: given at exec to a task that runs a listed file, handed
 * on to threads and forks, gone with the next exec.
 *
 *	wb_exec_secure	lsm/bprm_creds_for_exec		a tool ignores LD_*
 *	wb_exec_mark	lsm/bprm_committed_creds	the mark is given
 *	wb_fork		lsm/task_alloc			the mark is copied
 *
 * Never given before bprm_committed_creds: an exec that fails later, or one
 * that only asks (AT_EXECVE_CHECK), would leave it on the caller.
 */
#include "identity.h"
#include "judge.h"

#include <bpf/bpf_tracing.h>

/* Depth of seccomp filters that is looked through; deeper means no mark. */
#define WB_SECCOMP_DEPTH 32

/* A supervisor that answers a task's system calls can hand it its own fds. */
static __always_inline int wb_seccomp_notifies(struct task_struct *task)
{
	struct seccomp_filter *filter = BPF_CORE_READ(task, seccomp.filter);

	for (int depth = 0; depth < WB_SECCOMP_DEPTH; depth++) {
		if (!filter)
			return 0;
		if (BPF_CORE_READ(filter, notif))
			return 1;
		filter = BPF_CORE_READ(filter, prev);
	}
	return filter != 0;
}

/* Why the current exec gives no mark; ALLOWED: it does. */
static __always_inline enum wb_reason wb_why_no_mark(struct linux_binprm *bprm, struct task_struct *task,
						     struct wb_digest *digest, __u32 *tool)
{
	if (!wb_measure(bprm, digest))
		return WB_REASON_NO_DIGEST;
	*tool = wb_tool_of_digest(digest);
	if (*tool == WB_UNTRUSTED)
		return WB_REASON_UNKNOWN_DIGEST;
	/* The kernel renames `interp` when it runs a file for another one (#!,
	 * binfmt_misc): the tool would act on a text that nobody verified. */
	if (bprm->interp != bprm->filename)
		return WB_REASON_INTERPRETED;
	if (bprm->unsafe & LSM_UNSAFE_PTRACE)
		return WB_REASON_TRACED;
	/* CLONE_FS outlives exec: the other process could chroot() the tool. */
	if (bprm->unsafe & LSM_UNSAFE_SHARE)
		return WB_REASON_SHARED_FS;
	if (wb_seccomp_notifies(task))
		return WB_REASON_SECCOMP_NOTIFY;
	if (wb_is_sealed_late(bprm))
		return WB_REASON_SEALED_LATE;
	/* Set by wb_exec_secure; if not, LD_PRELOAD would have worked. */
	if (!wb_audit && !BPF_CORE_READ_BITFIELD_PROBED(bprm, secureexec))
		return WB_REASON_NOT_SECURE;
	return WB_REASON_ALLOWED;
}

static __always_inline int wb_exec_is_news(__u32 tool)
{
	return wb_exec_events == WB_EXECS_ALL || (wb_exec_events == WB_EXECS_TOOLS && tool != WB_UNTRUSTED);
}

/* `listed`: the tool that lists the file, whether or not the mark was given. */
static __always_inline void wb_report_exec(struct linux_binprm *bprm, enum wb_reason reason, __u32 listed,
					   const struct wb_digest *digest)
{
	struct wb_facts facts = wb_facts_at(WB_HOOK_EXEC);
	struct wb_about about = wb_about_nothing();

	if (!wb_exec_is_news(listed))
		return;
	facts.tool = listed;
	about.digest = digest;
	about.path = bprm->filename;
	wb_report(&facts, wb_verdict_of(reason, WB_RULE_IDENTITY), wb_rule_of_tool(listed), &about);
}

SEC("lsm/bprm_creds_for_exec")
int BPF_PROG(wb_exec_secure, struct linux_binprm *bprm)
{
	struct wb_task *carried;

	if (wb_audit) /* looks, and changes nothing */
		return 0;
	carried = wb_make_task(bpf_get_current_task_btf());
	if (carried && wb_measure(bprm, &carried->measured) &&
	    wb_tool_of_digest(&carried->measured) != WB_UNTRUSTED)
		bpf_bprm_opts_set(bprm, BPF_F_BPRM_SECUREEXEC);
	return 0;
}

SEC("lsm/bprm_committed_creds")
int BPF_PROG(wb_exec_mark, struct linux_binprm *bprm)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct wb_task *carried = wb_make_task(task);
	enum wb_reason reason;
	__u32 tool = WB_UNTRUSTED;

	if (!carried) {
		wb_report_exec(bprm, WB_REASON_NO_STORAGE, WB_UNTRUSTED, 0);
		return 0;
	}
	__builtin_memset(&carried->mark, 0, sizeof(carried->mark));
	carried->daemon = 0;
	reason = wb_why_no_mark(bprm, task, &carried->measured, &tool);
	if (reason == WB_REASON_ALLOWED) {
		carried->mark.generation = wb_generation;
		carried->mark.tool = tool;
		carried->mark.digest = carried->measured;
		carried->exec_id = task->self_exec_id;
	}
	wb_report_exec(bprm, reason, tool, &carried->measured);
	return 0;
}

SEC("lsm/task_alloc")
int BPF_PROG(wb_fork, struct task_struct *child)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct wb_task *carried = wb_find_task(task), *inherited;

	if (wb_tool_of_task(task, carried) == WB_UNTRUSTED)
		return 0;
	inherited = wb_make_task(child);
	if (carried && inherited) {
		inherited->mark = carried->mark;
		inherited->exec_id = carried->exec_id;
	}
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
