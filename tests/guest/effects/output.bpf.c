// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Helpers that write where they are told: a map's value, a buffer, the stack. */
#include "case.h"

struct text {
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct text);
} texts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} storage SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 8 * sizeof(__u64));
} stacks SEC(".maps");

struct bpf_iter__bpf_map_elem {
	void *meta, *map, *key, *value;
} KERNEL_TYPE;

struct task_struct;

static __always_inline struct text *text(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&texts, &key);
}

SEC("kprobe")
int out_comm_map(void *registers)
{
	struct text *value = text();

	if (value)
		bpf_get_current_comm(value->comm, sizeof(value->comm));
	return 0;
}

/* Another map is used, and read: that the buffer is on the stack is what counts. */
SEC("kprobe")
int out_comm_stack(void *registers)
{
	struct text *value = text(), copy;

	bpf_get_current_comm(copy.comm, sizeof(copy.comm));
	return value && value->comm[0] == copy.comm[0];
}

SEC("kprobe")
int out_probe_map(__u64 *registers)
{
	struct text *value = text();

	if (value)
		bpf_probe_read_kernel(value->comm, sizeof(value->comm), (void *)registers[14]);
	return 0;
}

SEC("kprobe")
int out_probe_stack(__u64 *registers)
{
	struct text *value = text(), copy;

	bpf_probe_read_kernel(copy.comm, sizeof(copy.comm), (void *)registers[14]);
	return value && value->comm[0] == copy.comm[0];
}

SEC("kprobe")
int out_reserve(void *registers)
{
	__u64 *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record)
		return 0;
	*record = 1;
	bpf_ringbuf_submit(record, 0);
	return 0;
}

SEC("kprobe")
int out_ring(void *registers)
{
	__u64 record = 1;

	bpf_ringbuf_output(&ring, &record, sizeof(record), 0);
	return 0;
}

SEC("kprobe")
int out_ring_query(void *registers)
{
	return bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) == 1;
}

SEC("kprobe")
int out_perf(void *registers)
{
	__u64 record = 1;

	bpf_perf_event_output(registers, &perf, BPF_F_CURRENT_CPU, &record, sizeof(record));
	return 0;
}

/* The upper half of the flags: so many bytes of the packet follow the record. */
SEC("tc")
int out_perf_packet(struct __sk_buff *packet)
{
	__u64 record = 1;

	bpf_perf_event_output(packet, &perf, 64ull << 32 | BPF_F_CURRENT_CPU, &record, sizeof(record));
	return 0;
}

/* A dynptr is made over the value; from then on no pointer to a map is seen. */
SEC("kprobe")
int out_dynptr(void *registers)
{
	struct text *value = text();
	struct bpf_dynptr memory;
	__u64 number = 1;

	if (value && !bpf_dynptr_from_mem(value, sizeof(*value), 0, &memory))
		bpf_dynptr_write(&memory, 0, &number, sizeof(number), 0);
	return 0;
}

SEC("kprobe")
int out_slice_store(void *registers)
{
	struct text *value = text();
	struct bpf_dynptr memory;
	__u64 *slice;

	if (!value || bpf_dynptr_from_mem(value, sizeof(*value), 0, &memory))
		return 0;
	slice = bpf_dynptr_data(&memory, 0, sizeof(*slice));
	if (slice)
		*slice = 1;
	return 0;
}

SEC("fentry/vfs_statx")
int out_storage(void *arguments)
{
	__u64 first = 1;

	bpf_task_storage_get(&storage, (struct task_struct *)bpf_get_current_task_btf(), &first,
			     BPF_LOCAL_STORAGE_GET_F_CREATE);
	return 0;
}

/* Addresses of the kernel's code go into the map. */
SEC("kprobe")
int out_stack_id(void *registers)
{
	return bpf_get_stackid(registers, &stacks, 0) < 0;
}

/* Into the kernel's trace, which is nobody's map. */
SEC("kprobe")
int out_printk(void *registers)
{
	static const char format[] = "here";

	bpf_trace_printk(format, sizeof(format));
	return 0;
}

/* Which map is said when it is attached: it may be anybody's. */
SEC("iter/bpf_map_elem")
int out_iter(struct bpf_iter__bpf_map_elem *context)
{
	__u64 *value = context->value;

	if (value)
		*value = 1;
	return 0;
}

SEC("iter/bpf_map_elem")
int out_iter_read(struct bpf_iter__bpf_map_elem *context)
{
	__u64 *value = context->value;

	return value && *value == 2;
}
