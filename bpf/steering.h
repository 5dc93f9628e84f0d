/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who could steer a task that is about to get a mark. */
#ifndef WATCHBPF_STEERING_H
#define WATCHBPF_STEERING_H

#include "compat.h"

/* Depth of seccomp filters that is looked through; deeper means no mark. */
#define WB_SECCOMP_DEPTH 32

/* A supervisor that answers a task's system calls can hand it its own fds. */
static __always_inline int wb_seccomp_notifies(struct task_struct *task)
{
	struct seccomp_filter *filter = task->seccomp.filter;

	for (int depth = 0; depth < WB_SECCOMP_DEPTH; depth++) {
		if (!filter)
			return 0;
		if (filter->notif)
			return 1;
		filter = filter->prev;
	}
	return filter != 0;
}

#endif
