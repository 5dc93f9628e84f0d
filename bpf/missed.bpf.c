// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The kernel skips a tracing program that is already running on the same CPU:
 * whoever loads on two threads, and is preempted at the right moment, would keep a
 * write to a map from wb_map_written. It counts what it skips; a load during
 * which that count changed is judged without what wb_map_written saw.
 */
#include "missed.h"

#include "maps.h"

#include <bpf/bpf_core_read.h>

/* Where each CPU's own memory begins. */
extern const void __per_cpu_offset __ksym __weak;

struct wb_missed {
	__u64 sum;
	__u32 unreadable;
};

static long wb_add_missed(__u32 cpu, struct wb_missed *missed)
{
	const __u64 *offsets = &__per_cpu_offset;
	__u64 offset = 0, count = 0, address;

	if (bpf_probe_read_kernel(&offset, sizeof(offset), offsets + cpu))
		missed->unreadable = 1;
	address = wb_map_written_stats + offset + bpf_core_field_offset(struct bpf_prog_stats, misses);
	if (bpf_probe_read_kernel(&count, sizeof(count), (const void *)address))
		missed->unreadable = 1;
	missed->sum += count;
	return 0;
}

__noinline __u64 wb_missed_so_far(void)
{
	struct wb_missed missed = {};

	if (!wb_map_written_stats || !&__per_cpu_offset)
		return WB_MISSED_UNKNOWN;
	bpf_loop(wb_cpus, wb_add_missed, &missed, 0);
	return missed.unreadable ? WB_MISSED_UNKNOWN : missed.sum;
}

char _license[] SEC("license") = "Dual BSD/GPL";
