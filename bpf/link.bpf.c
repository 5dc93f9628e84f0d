// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The life of a link: whose it is, from before its id can be found until it is freed.
 *
 *	wb_link_made	fentry/bpf_link_settle
 *	wb_link_free	fentry/bpf_link_free
 *
 * No LSM hook sees links. A record that could not be made leaves the link
 * to nobody: its own tool then can't change it either.
 */
#include "maps.h"
#include "own.h"
#include "subject.h"

#include <bpf/bpf_tracing.h>

SEC("?fentry/bpf_link_settle")
int BPF_PROG(wb_link_made, struct bpf_link_primer *primer)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct bpf_prog *prog = BPF_CORE_READ(primer, link, prog);
	struct wb_link made = {.tool = wb_tool_of_task(task, wb_find_task(task))};
	__u32 id = primer->id;

	if (prog)
		made.own = wb_is_own(WB_OBJECT_PROGRAM, BPF_CORE_READ(prog, aux, id));
	if (bpf_map_update_elem(&wb_links, &id, &made, BPF_ANY))
		wb_count(WB_COUNT_NO_RECORD);
	return 0;
}

SEC("?fentry/bpf_link_free")
int BPF_PROG(wb_link_free, struct bpf_link *link)
{
	__u32 id = link->id;

	bpf_map_delete_elem(&wb_links, &id);
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
