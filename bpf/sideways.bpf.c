// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Judging what comes and goes without bpf(): sideways.h says for whom. */
#include "sideways.h"
#include "judge.h"
#include "object.h"

__noinline int wb_denies_object(__u32 hook, __u32 kind, __u64 address, __u32 asked)
{
	struct wb_task *carried = wb_find_task(bpf_get_current_task_btf());
	struct wb_facts facts = wb_facts_at(hook);
	struct wb_about about = wb_about_nothing();
	struct wb_object_facts object = {};

	facts.tool = wb_tool_of_task(bpf_get_current_task_btf(), carried);
	about.name = wb_object_at(&object, kind, address, asked, facts.tool);
	if (kind == WB_OBJECT_MAP)
		about.map_type = BPF_CORE_READ((struct bpf_map *)address, map_type);
	facts.object = object;
	facts.own_object = wb_is_own_object(kind, address);
	return wb_is_denied(&facts, carried, &about);
}

__noinline int wb_denies_attaching(__u32 hook, __u32 program_type)
{
	struct wb_task *carried = wb_find_task(bpf_get_current_task_btf());
	struct wb_facts facts = wb_facts_at(hook);
	struct wb_about about = wb_about_nothing();

	facts.tool = wb_tool_of_task(bpf_get_current_task_btf(), carried);
	facts.program.type = program_type;
	return wb_is_denied(&facts, carried, &about);
}

char _license[] SEC("license") = "Dual BSD/GPL";
