// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Ways to write into a map, and what only looks like one. */
#include "case.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__type(value, __u64);
} queue SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} inner SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {&inner}};

__u64 global;

static __always_inline __u64 *number(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&numbers, &key);
}

SEC("kprobe")
int map_lookup(void *registers)
{
	__u64 *value = number();

	return value && *value == 1;
}

SEC("kprobe")
int map_lookup_hash(void *registers)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&table, &key);

	return value && *value == 1;
}

SEC("kprobe")
int map_update(void *registers)
{
	__u32 key = 0;
	__u64 value = 1;

	bpf_map_update_elem(&table, &key, &value, BPF_ANY);
	return 0;
}

SEC("kprobe")
int map_delete(void *registers)
{
	__u32 key = 0;

	bpf_map_delete_elem(&table, &key);
	return 0;
}

SEC("kprobe")
int map_push(void *registers)
{
	__u64 value = 1;

	bpf_map_push_elem(&queue, &value, 0);
	return 0;
}

SEC("kprobe")
int map_pop(void *registers)
{
	__u64 value = 0;

	return bpf_map_pop_elem(&queue, &value) == 0;
}

SEC("kprobe")
int map_peek(void *registers)
{
	__u64 value = 0;

	return bpf_map_peek_elem(&queue, &value) == 0;
}

SEC("kprobe")
int map_store(void *registers)
{
	__u64 *value = number();

	if (value)
		*value = 1;
	return 0;
}

/* An atomic without a result; the one below has one. */
SEC("kprobe")
int map_add(void *registers)
{
	__u64 *value = number();

	if (value)
		__sync_fetch_and_add(value, 1);
	return 0;
}

SEC("kprobe")
int map_exchange(void *registers)
{
	__u64 *value = number();

	return value && __sync_lock_test_and_set(value, 1) == 1;
}

SEC("kprobe")
int map_global(void *registers)
{
	global = 1;
	return 0;
}

SEC("kprobe")
int map_global_read(void *registers)
{
	return *(volatile __u64 *)&global == 1;
}

SEC("kprobe")
int map_inner(void *registers)
{
	__u32 key = 0;
	void *map = bpf_map_lookup_elem(&outer, &key);
	__u64 *value = map ? bpf_map_lookup_elem(map, &key) : 0;

	if (value)
		*value = 1;
	return 0;
}

SEC("kprobe")
int map_inner_read(void *registers)
{
	__u32 key = 0;
	void *map = bpf_map_lookup_elem(&outer, &key);
	__u64 *value = map ? bpf_map_lookup_elem(map, &key) : 0;

	return value && *value == 1;
}

/* The map's value is known as one where it is read, and as plain memory where it is written. */
static __noinline int store_value(__u64 *value)
{
	*value = 1;
	return 0;
}

SEC("kprobe")
int map_sub(void *registers)
{
	__u64 *value = number();

	return value ? store_value(value) : 0;
}

__noinline int store_global(void)
{
	__u64 *value = number();

	if (value)
		*value = 1;
	return 0;
}

SEC("kprobe")
int map_global_sub(void *registers)
{
	return store_global();
}

/* Verified alone, whoever calls it: a store to memory, no word of a map. */
__noinline int store_memory(__u64 *memory)
{
	if (memory)
		*memory = 1;
	return 0;
}

SEC("kprobe")
int map_global_arg(void *registers)
{
	__u64 *value = number();

	return value ? store_memory(value) : 0;
}

/* The same function, on the stack: a map is there, and only read. */
SEC("kprobe")
int map_stack_arg(void *registers)
{
	__u64 *value = number(), copy = 0;

	store_memory(&copy);
	return value && *value == copy;
}

static int store_in_loop(__u32 index, void *context)
{
	__u64 *value = number();

	if (value)
		*value = index;
	return 0;
}

SEC("kprobe")
int map_loop(void *registers)
{
	bpf_loop(2, store_in_loop, 0, 0);
	return 0;
}

static long store_in_each(void *map, const void *key, __u64 *value, void *context)
{
	*value = 1;
	return 0;
}

SEC("kprobe")
int map_each(void *registers)
{
	bpf_for_each_map_elem(&numbers, store_in_each, 0, 0);
	return 0;
}

static long count_in_each(void *map, const void *key, __u64 *value, __u64 *count)
{
	*count += *value; /* on the caller's stack */
	return 0;
}

SEC("kprobe")
int map_each_read(void *registers)
{
	__u64 count = 0;

	bpf_for_each_map_elem(&numbers, count_in_each, &count, 0);
	return count == 1;
}
