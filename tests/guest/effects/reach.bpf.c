// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Code that runs, wherever it stands, and code that the verifier has removed. */
#include "case.h"

#define SIGCONT 18

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

/* Frozen before the program is loaded: the verifier takes it for a constant. */
const volatile __u32 no = 0, yes = 1;

SEC("kprobe")
int reach_dead(void *registers)
{
	if (no)
		bpf_send_signal(SIGCONT);
	return 0;
}

SEC("kprobe")
int reach_live(void *registers)
{
	if (yes)
		bpf_send_signal(SIGCONT);
	return 0;
}

static __noinline int signals(void)
{
	bpf_send_signal(SIGCONT);
	return 0;
}

SEC("kprobe")
int reach_sub(void *registers)
{
	return signals();
}

SEC("kprobe")
int reach_dead_sub(void *registers)
{
	return no ? signals() : 0;
}

static int signals_in_loop(__u32 index, void *context)
{
	bpf_send_signal(SIGCONT);
	return 0;
}

SEC("kprobe")
int reach_callback(void *registers)
{
	bpf_loop(1, signals_in_loop, 0, 0);
	return 0;
}

SEC("kprobe")
int reach_dead_loop(void *registers)
{
	if (no)
		bpf_loop(1, signals_in_loop, 0, 0);
	return 0;
}

__noinline int signals_globally(void)
{
	bpf_send_signal(SIGCONT);
	return 0;
}

SEC("kprobe")
int reach_global(void *registers)
{
	return signals_globally();
}

/* Whether such a function is verified, although nothing calls it, depends on the kernel. */
SEC("kprobe")
int reach_no_global(void *registers)
{
	return no ? signals_globally() : 0;
}

SEC("kprobe")
int reach_no_store(void *registers)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&numbers, &key);

	if (value && no)
		*value = 1;
	return 0;
}

/* Instructions in the place of these calls, by the time that anybody can look at the result. */
SEC("kprobe")
int reach_inlined(void *registers)
{
	__u32 key = bpf_get_smp_processor_id();
	__u64 *value = bpf_map_lookup_elem(&numbers, &key);

	return value && *value == bpf_jiffies64();
}
