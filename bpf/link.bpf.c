// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The life of a link: whose it is, from before its id can be found until it is freed.
 *
 *	wb_link_made	fexit/bpf_link_prime
 *	wb_link_free	fentry/bpf_link_free
 *
 * Not bpf_link_settle(), where an id becomes valid: compilers put it into its callers. A
 * link that could not be attached after all is freed without its id: hence wb_link_ids.
 *
 * No LSM hook sees links. Without a record, a link is out of everybody's reach, its
 * own tool's too.
 */
#include "maps.h"
#include "own.h"
#include "subject.h"

#include <bpf/bpf_tracing.h>

SEC("?fexit/bpf_link_prime")
int BPF_PROG(wb_link_made, struct bpf_link *link, struct bpf_link_primer *primer, int error)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct bpf_prog *prog = BPF_CORE_READ(link, prog);
	struct wb_link made = {.tool = wb_tool_of_task(task, wb_find_task(task))};
	__u64 address = (__u64)link;
	__u32 id;

	if (error)
		return 0;
	id = primer->id;
	if (prog)
		made.own = wb_is_own(WB_OBJECT_PROGRAM, BPF_CORE_READ(prog, aux, id));
	if (bpf_map_update_elem(&wb_link_ids, &address, &id, BPF_ANY) ||
	    bpf_map_update_elem(&wb_links, &id, &made, BPF_ANY))
		wb_count(WB_COUNT_NO_RECORD);
	return 0;
}

SEC("?fentry/bpf_link_free")
int BPF_PROG(wb_link_free, struct bpf_link *link)
{
	__u64 address = (__u64)link;
	const __u32 *made = bpf_map_lookup_elem(&wb_link_ids, &address);
	__u32 id = BPF_CORE_READ(link, id);

	if (made)
		id = *made;
	bpf_map_delete_elem(&wb_links, &id);
	bpf_map_delete_elem(&wb_link_ids, &address);
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
