/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tasks: what they carry, and how those from before get it. */
#ifndef WATCHBPF_ABI_TASK_H
#define WATCHBPF_ABI_TASK_H

#include "identity.h"

/* What a task carries from exec on. Absent or zero: untrusted. */
struct wb_mark {
	__u32 generation; /* of the policy that gave the mark; 0 is never valid */
	__u32 tool;       /* WB_UNTRUSTED: no mark */
	struct wb_digest digest;
};

/* What a task was allowed and will ask for again: recent.h. */
struct wb_recent {
	__u64 map; /* address of the map that it was given or asked for last */
	__u32 id;
	__u32 allowed;  /* WB_ACCESS_… to that map; 0: there is none */
	__u64 commands; /* bit N: command N of enum bpf_cmd, of those that are about no object */
};

/*
 * What task storage holds. The daemon writes one, its own, before attaching;
 * everything else is written by the programs.
 */
struct wb_task {
	struct wb_mark mark;
	/* Where exec() measures a file. In task storage, because a buffer that
	 * two tasks share would mix the digests of two execs. */
	struct wb_digest measured;
	/* task_struct.self_exec_id when the mark was given: each exec has a new
	 * one, so a mark that an exec failed to clear is void all the same. */
	__u64 exec_id;
	__u32 reported; /* audit: lsm/bpf told this command, later hooks need not */
	__u32 daemon;   /* watchbpf itself: nobody may steer it, and it may only list objects */
	struct wb_recent recent;
};

/* A task as the list of tasks shows it, and as it is adopted from it. */
struct wb_candidate {
	__u64 exec_id; /* task_struct.self_exec_id: an exec in between is noticed */
	__u64 start;   /* task_struct.start_boottime: so is another task with this tid */
	__u32 pid;
	__u32 tid;
};

/* Threads that one round adopts: a large agent has hundreds. */
#define WB_ADOPTIONS 4096

/* What adopting a task is asked for with, by its tid. */
struct wb_adoption {
	struct wb_candidate task;
	__u32 tool;
	struct wb_digest digest;
	__u32 trial; /* only say whether it would be refused */
	__u32 padding;
};

WB_SIZE(wb_mark, 76);
WB_SIZE(wb_recent, 24);
WB_SIZE(wb_task, 184);
WB_SIZE(wb_candidate, 24);
WB_SIZE(wb_adoption, 104);

#endif
