// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The decision as the kernel runs it, for agree.cpp to compare with its own. */
#include "agree.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, AGREE_BATCH);
	__type(key, __u32);
	__type(value, struct agree_case);
} agree_cases SEC(".maps");

static long answer(__u32 index, void *context)
{
	struct agree_case *question = bpf_map_lookup_elem(&agree_cases, &index);

	if (question)
		agree_answer(question);
	return 0;
}

SEC("tc")
int agree(struct __sk_buff *packet)
{
	return bpf_loop(AGREE_BATCH, answer, 0, 0);
}

char _license[] SEC("license") = "Dual BSD/GPL";
