// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * With preempt=full a task can be preempted while it is inside of task storage. Linux 6.1
 * then refuses it to every other task of that CPU, lookups as well: a tool would have no
 * mark for as long as that lasts. Asking again at once is answered the same: only when the
 * other task runs does it end. So a refused task waits, and since it can be preempted too,
 * the other one gets its turn.
 *
 * Who holds it for longer (a task that hardly ever runs, on a CPU that is busy with more
 * urgent ones) delays the tools of that CPU, and then they are refused: never more.
 */
#include "storage.h"

#include "compat.h"

/* Many turns of a scheduler that shares a CPU among many. */
#define WB_STORAGE_PATIENCE_NS 250000000ULL
/* The most that the kernel takes, and about as long. */
#define WB_STORAGE_TURNS (1 << 23)

static long wb_storage_wait_ends(__u32 turn, __u64 *deadline)
{
	return !wb_storage_is_held() || bpf_ktime_get_ns() > *deadline;
}

__noinline int wb_wait_for_storage(void)
{
	__u64 deadline;

	if (!wb_storage_is_held())
		return WB_STORAGE_IS_FREE;
	deadline = bpf_ktime_get_ns() + WB_STORAGE_PATIENCE_NS;
	bpf_loop(WB_STORAGE_TURNS, wb_storage_wait_ends, &deadline, 0);
	return wb_storage_is_held() ? WB_STORAGE_IS_HELD : WB_STORAGE_IS_FREE;
}

char _license[] SEC("license") = "Dual BSD/GPL";
