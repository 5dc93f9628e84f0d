// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What would get around the other hooks: steering a marked task (or watchbpf)
 * from outside, and switching all BPF LSM programs off. Sealing: ioctl.bpf.c.
 *
 *	wb_ptrace	lsm/ptrace_access_check		ptrace, /proc/PID/mem, pidfd_getfd
 *	wb_traceme	lsm/ptrace_traceme		a marked task asks to be traced
 *	wb_sysctl	cgroup/sysctl			kernel.ftrace_enabled
 *
 * wb_sysctl hangs on the root cgroup: `sysctl kernel.ftrace_enabled=0` silently
 * detaches every BPF LSM program, and a cgroup program is none. It also stops
 * an fd that was opened for writing before watchbpf started.
 */
#include "judge.h"

#include <bpf/bpf_tracing.h>

static const char ftrace_switch[] = "kernel/ftrace_enabled";

/*
 * The kernel holds a lock here, so who holds storage does not get to run: waiting is no use. A
 * tracee of which nothing can be told is one that nobody may steer, else Eve would try until
 * she meets that moment.
 */
static __always_inline int wb_judge_tracer(struct task_struct *tracer, struct task_struct *tracee)
{
	struct wb_task *carried = bpf_task_storage_get(&wb_tasks, tracee, 0, 0);
	struct wb_facts facts = wb_facts_at(WB_HOOK_TRACE);
	struct wb_about about = wb_about_nothing();

	if (!carried && wb_storage_may_be_held() && wb_storage_is_held()) {
		facts.target = WB_NOT_KNOWN;
		return wb_errno(wb_is_denied(&facts, 0, &about));
	}
	facts.target = wb_tool_of_task(tracee, carried);
	facts.own_object = carried && carried->daemon;
	if (facts.target == WB_UNTRUSTED && !facts.own_object)
		return 0;
	return wb_judge_task(tracer, &facts, &about);
}

SEC("lsm/ptrace_access_check")
int BPF_PROG(wb_ptrace, struct task_struct *tracee, unsigned int mode)
{
	/* PTRACE_MODE_READ alone shows what ps shows. */
	if (!(mode & PTRACE_MODE_ATTACH))
		return 0;
	return wb_judge_tracer(bpf_get_current_task_btf(), tracee);
}

SEC("lsm/ptrace_traceme")
int BPF_PROG(wb_traceme, struct task_struct *tracer)
{
	return wb_judge_tracer(tracer, bpf_get_current_task_btf());
}

/* A cgroup program has no task storage to ask: nobody at all may. */
SEC("cgroup/sysctl")
int wb_sysctl(struct bpf_sysctl *ctx)
{
	struct wb_facts facts = wb_facts_at(WB_HOOK_SYSCTL);
	struct wb_about about = wb_about_nothing();
	char name[sizeof(ftrace_switch)] = {};

	if (!ctx->write || bpf_sysctl_get_name(ctx, name, sizeof(name), 0) < 0 ||
	    bpf_strncmp(name, sizeof(name), ftrace_switch))
		return 1;
	about.name = name + sizeof("kernel/") - 1;
	return !wb_is_denied(&facts, 0, &about);
}

char _license[] SEC("license") = "Dual BSD/GPL";
