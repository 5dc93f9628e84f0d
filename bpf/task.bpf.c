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
#include "decide_exec.h"
#include "identity.h"
#include "inherit.h"
#include "judge.h"
#include "place.h"
#include "steering.h"

#include <bpf/bpf_tracing.h>

/*
 * CLONE_FS outlives exec. PID 1 shares its root with threads of the kernel since
 * it was one of them, and with nobody else unless its own code wants to.
 */
static __always_inline int wb_shares_fs(struct linux_binprm *bprm, struct task_struct *task)
{
	return bprm->unsafe & LSM_UNSAFE_SHARE && task->tgid != 1;
}

static __always_inline struct wb_exec_facts
wb_facts_of_exec(struct linux_binprm *bprm, struct task_struct *task, struct wb_digest *digest)
{
	struct wb_exec_facts facts = {
	    .has_digest = wb_measure(bprm, digest),
	    /* The kernel renames `interp` when it runs a file for another one. */
	    .interpreted = bprm->interp != bprm->filename,
	    .traced = !!(bprm->unsafe & LSM_UNSAFE_PTRACE),
	    .shares_fs = wb_shares_fs(bprm, task),
	};

	if (!facts.has_digest)
		return facts;
	facts.tool = wb_tool_of_digest(digest);
	if (facts.tool == WB_UNTRUSTED)
		return facts;
	facts.seccomp_notifies = wb_seccomp_notifies(task);
	facts.sealed_late = wb_is_sealed_late(bprm);
	facts.place = wb_reason_of_place(facts.tool, bpf_get_current_task());
	/* PID 1 keeps what services gave it when it executes itself, and nobody else starts it. */
	facts.inherited = task->tgid != 1 && wb_inherits(facts.tool);
	/* Set by wb_exec_secure; if not, LD_PRELOAD would have worked. */
	facts.not_secure = !wb_audit && !BPF_CORE_READ_BITFIELD(bprm, secureexec);
	return facts;
}

static __always_inline int wb_exec_is_news(__u32 tool)
{
	return wb_exec_events == WB_EXECS_ALL || (wb_exec_events == WB_EXECS_TOOLS && tool != WB_UNTRUSTED);
}

/* As a number, which a plain load has not been since 6.18. */
static __always_inline __u64 wb_name_of(struct linux_binprm *bprm)
{
	return (__u64)BPF_CORE_READ(bprm, filename);
}

/*
 * `listed`: the tool that lists the file, whether or not the mark was given. A function of its own,
 * because its stack and that of finding out do not fit into one frame on 6.1.
 */
__noinline int wb_report_exec(__u64 path, __u32 verdict, __u32 listed, const struct wb_task *measured)
{
	struct wb_facts facts = wb_facts_at(WB_HOOK_EXEC);
	struct wb_about about = wb_about_nothing();
	const struct wb_tool *rule;

	if (!wb_exec_is_news(listed))
		return 0;
	rule = wb_rule_of_tool(listed);
	facts.tool = listed;
	about.path = path;
	about.verdict = verdict;
	about.tool_flags = rule ? rule->flags : 0;
	return wb_tell(&facts, &about, 0, measured);
}

SEC("lsm/bprm_creds_for_exec")
int BPF_PROG(wb_exec_secure, struct linux_binprm *bprm)
{
	struct wb_task *carried;
	__u32 tool;

	if (wb_audit) /* looks, and changes nothing */
		return 0;
	carried = wb_make_task(bpf_get_current_task_btf());
	if (!carried || !wb_measure(bprm, &carried->measured))
		return 0;
	tool = wb_tool_of_digest(&carried->measured);
	/* Elsewhere the file is no tool, and may need its environment: systemd
	 * as a user's manager does. Whoever moves between the hooks gets no mark. */
	if (tool != WB_UNTRUSTED && wb_reason_of_place(tool, bpf_get_current_task()) == WB_REASON_ALLOWED)
		bpf_bprm_opts_set(bprm, BPF_F_BPRM_SECUREEXEC);
	return 0;
}

SEC("lsm/bprm_committed_creds")
int BPF_PROG(wb_exec_mark, struct linux_binprm *bprm)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct wb_task *carried = wb_make_task(task);
	struct wb_exec_facts facts;
	/* First, because later the verifier finds a dynptr in the same place of the stack. */
	__u64 name = wb_name_of(bprm);
	struct wb_verdict verdict;

	if (!carried) {
		verdict = wb_verdict_of(WB_REASON_NO_STORAGE, WB_RULE_IDENTITY);
		wb_report_exec(name, wb_verdict_word(verdict), WB_UNTRUSTED, 0);
		return 0;
	}
	__builtin_memset(&carried->mark, 0, sizeof(carried->mark));
	__builtin_memset(&carried->recent, 0, sizeof(carried->recent));
	carried->daemon = 0;
	facts = wb_facts_of_exec(bprm, task, &carried->measured);
	verdict = wb_decide_exec(&facts);
	if (verdict.action == WB_ALLOW)
		wb_mark(carried, facts.tool, &carried->measured, task->self_exec_id);
	wb_report_exec(name, wb_verdict_word(verdict), facts.tool, carried);
	return 0;
}

SEC("lsm/task_alloc")
int BPF_PROG(wb_fork, struct task_struct *child)
{
	struct task_struct *task = bpf_get_current_task_btf();
	int unknown = 0;
	struct wb_task *carried = wb_storage_of(task, 0, &unknown), *inherited;

	if (!unknown && wb_tool_of_task(task, carried) == WB_UNTRUSTED)
		return 0;
	inherited = wb_make_task(child);
	/* A thread without its mark could be traced, and shares a tool's memory. */
	if (!carried || !inherited)
		return wb_audit ? 0 : wb_error(-ENOMEM);
	inherited->mark = carried->mark;
	inherited->exec_id = carried->exec_id;
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
