// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Memory that is reached through an argument: no load or store of the program tells
 * what it was, because a helper, or a global function behind a plain pointer, has it.
 */
#include "case.h"

#define SECOND_FUNCTION __attribute__((noinline))

struct task_struct {
	int pid;
} KERNEL_TYPE;

struct bpf_iter__bpf_map_elem {
	void *key;
	void *value;
} KERNEL_TYPE;

SECOND_FUNCTION int read_number(const int *number)
{
	return number ? *number : 0;
}

SECOND_FUNCTION int write_half(int *number)
{
	if (!number)
		return 1;
	*number = 1;
	return 0;
}

SECOND_FUNCTION int write_number(__u64 *number)
{
	if (!number)
		return 1;
	*number = 1;
	return 0;
}

/* Some helpers that read memory read the kernel's as well, where the pointer is trusted. */
SEC("tp_btf/sched_process_exit")
int pass_kernel_helper(__u64 *arguments)
{
	struct task_struct *task = (void *)arguments[0];

	return bpf_strncmp((char *)&task->pid, sizeof(task->pid), "abc") == 1;
}

SEC("tp_btf/sched_process_exit")
int pass_kernel_function(__u64 *arguments)
{
	struct task_struct *task = (void *)arguments[0];

	return read_number(&task->pid) == 1;
}

SEC("tp_btf/sched_process_exit")
int pass_kernel_write(__u64 *arguments)
{
	struct task_struct *task = (void *)arguments[0];

	return write_half(&task->pid) == 1;
}

SEC("xdp")
int pass_packet_function(struct xdp_md *packet)
{
	__u64 *data = (void *)(long)packet->data, *end = (void *)(long)packet->data_end;

	if (data + 1 <= end)
		write_number(data);
	return XDP_PASS;
}

SEC("iter/bpf_map_elem")
int pass_value_helper(struct bpf_iter__bpf_map_elem *shown)
{
	void *value = shown->value;

	if (value)
		bpf_get_current_comm(value, 8);
	return 0;
}

SEC("iter/bpf_map_elem")
int pass_value_function(struct bpf_iter__bpf_map_elem *shown)
{
	__u64 *value = shown->value;

	if (value)
		write_number(value);
	return 0;
}

/* Only read: the neighbour of the two. */
SEC("iter/bpf_map_elem")
int pass_value_read(struct bpf_iter__bpf_map_elem *shown)
{
	__u64 *value = shown->value;

	return value && *value == 7;
}

/* The stack's own. */
SEC("kprobe")
int pass_stack(__u64 *registers)
{
	__u64 number = 0;

	write_number(&number);
	return number == 2;
}
