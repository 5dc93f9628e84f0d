// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a program does to processes, to functions and to other programs. */
#include "case.h"

#define SIGCONT 18

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} jumps SEC(".maps");

struct alarm {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct alarm);
} alarms SEC(".maps");

SEC("kprobe")
int signal_process(void *registers)
{
	return bpf_send_signal(SIGCONT) != 0;
}

SEC("kprobe")
int signal_thread(void *registers)
{
	return bpf_send_signal_thread(SIGCONT) != 0;
}

/* Whether its function may be overridden is asked when it is attached. */
SEC("kprobe/__x64_sys_getpgid")
int override_return(void *registers)
{
	bpf_override_return(registers, -1);
	return 0;
}

SEC("xdp")
int tail_call(struct xdp_md *packet)
{
	bpf_tail_call(packet, &jumps, 0);
	return XDP_PASS;
}

/* Where the one above goes on, once `--insert` has put it into the map. */
SEC("xdp")
int tail_called(struct xdp_md *packet)
{
	return XDP_TX;
}

/* The flag alone; below, what it is good for. */
SEC("uprobe.s")
int sleepable(void *registers)
{
	return 0;
}

SEC("uprobe.s")
int sleepable_copy(__u64 *registers)
{
	__u64 value = 0;

	bpf_copy_from_user(&value, sizeof(value), (void *)registers[14]);
	return value == 1;
}

static int rings(void *map, int *key, struct alarm *alarm)
{
	return 0;
}

SEC("tc")
int timer(struct __sk_buff *packet)
{
	__u32 key = 0;
	struct alarm *alarm = bpf_map_lookup_elem(&alarms, &key);

	if (!alarm)
		return 0;
	bpf_timer_init(&alarm->timer, &alarms, 1 /* CLOCK_MONOTONIC */);
	bpf_timer_set_callback(&alarm->timer, rings);
	bpf_timer_start(&alarm->timer, 1000000, 0);
	return 0;
}
