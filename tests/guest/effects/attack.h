/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Of the attacks: how they report, and the bpf() calls that they make themselves. */
#ifndef WATCHBPF_TESTS_EFFECTS_ATTACK_H
#define WATCHBPF_TESTS_EFFECTS_ATTACK_H

#include "case.h"
#include "outcome.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct outcome);
} outcome SEC(".maps");

static __always_inline void happened(__s64 result)
{
	__u32 key = 0;
	struct outcome *value = bpf_map_lookup_elem(&outcome, &key);

	if (!value)
		return;
	value->result = result;
	value->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(value->comm, sizeof(value->comm));
	__sync_fetch_and_add(&value->times, 1);
}

/* MAP_CREATE by a program: no user's system call is behind it. */
static __always_inline __s64 nested_map(void)
{
	union bpf_attr attr;

	__builtin_memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = 4;
	attr.value_size = 8;
	attr.max_entries = 1;
	return bpf_sys_bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
}

#endif
