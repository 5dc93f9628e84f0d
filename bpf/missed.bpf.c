// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The kernel skips a tracing program that is already running on the same CPU:
 * whoever loads on two threads, and is preempted at the right moment, would keep a
 * write to a map from wb_map_written, and an argument from wb_memory_given. It
 * counts what it skips; a load during which that count changed is judged by what
 * it could have done unseen.
 */
#include "missed.h"

#include "maps.h"

#include <bpf/bpf_core_read.h>

/* Where each CPU's own memory begins. */
extern const void __per_cpu_offset __ksym __weak;

/* How often the program was skipped on the CPU whose memory is there. True: it could be read. */
static __always_inline int wb_read_missed(__u64 stats, __u64 offset, __u64 *count)
{
	return !bpf_probe_read_kernel(
	    count, sizeof(*count),
	    (const void *)(stats + offset + bpf_core_field_offset(struct bpf_prog_stats, misses)));
}

/*
 * Over all CPUs, or WB_MISSED_UNKNOWN. A plain loop, because Linux 6.12 fails to
 * compile a program in which two bpf_loop() follow each other in this order
 * ("verifier bug. No program starts at insn").
 */
__noinline __u64 wb_missed_so_far(void)
{
	__u64 sum = 0;

	if (!wb_map_written_stats || !wb_memory_given_stats || !&__per_cpu_offset)
		return WB_MISSED_UNKNOWN;
#pragma clang loop unroll(disable)
	for (__u32 cpu = 0; cpu < WB_MOST_CPUS && cpu < wb_cpus; cpu++) {
		const __u64 *offsets = &__per_cpu_offset;
		__u64 offset = 0, written = 0, given = 0;

		if (bpf_probe_read_kernel(&offset, sizeof(offset), offsets + cpu) ||
		    !wb_read_missed(wb_map_written_stats, offset, &written) ||
		    !wb_read_missed(wb_memory_given_stats, offset, &given))
			return WB_MISSED_UNKNOWN;
		sum += written + given;
	}
	return wb_cpus > WB_MOST_CPUS ? WB_MISSED_UNKNOWN : sum;
}

char _license[] SEC("license") = "Dual BSD/GPL";
