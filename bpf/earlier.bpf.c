// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Objects from before watchbpf. Each runs once, in this order, after the hooks that
 * make records are attached: what has none by then is from before. It is the tool's that
 * holds it open; of two tools, or of none that is marked, nobody's. Who may only read a map, or
 * only looks at programs and links, does not own them by that.
 *
 *	wb_list_programs	iter/bpf_prog
 *	wb_list_maps		iter/bpf_map
 *	wb_list_links		iter/bpf_link
 *	wb_list_files		iter/task_file	who holds what
 *	wb_list_uses		iter/bpf_prog	a program's maps are its owner's, if nobody else's
 */
#include "fd.h"
#include "object.h"
#include "own.h"
#include "program_facts.h"

#include <bpf/bpf_tracing.h>

SEC("iter/bpf_prog")
int wb_list_programs(struct bpf_iter__bpf_prog *ctx)
{
	struct bpf_prog *prog = ctx->prog;
	struct wb_program *program;

	if (!prog)
		return 0;
	if (wb_is_own(WB_OBJECT_PROGRAM, prog->aux->id)) {
		if (wb_is_named_as(prog, "wb_map_written"))
			wb_map_written_stats = (__u64)BPF_CORE_READ(prog, stats);
		if (wb_is_named_as(prog, "wb_memory_give"))
			wb_memory_given_stats = (__u64)BPF_CORE_READ(prog, stats);
	}
	if (wb_find_program(prog->aux))
		return 0;
	program = wb_begin_program(prog->aux);
	if (program) {
		program->state = WB_PROGRAM_EARLIER;
		program->earlier = WB_EARLIER;
	}
	return 0;
}

/* Whether it was pinned before, nothing tells. */
SEC("iter/bpf_map")
int wb_list_maps(struct bpf_iter__bpf_map *ctx)
{
	struct wb_map earlier = {.earlier = WB_EARLIER, .pinned = 1};
	__u64 map = (__u64)ctx->map;

	if (map && bpf_map_update_elem(&wb_maps, &map, &earlier, BPF_NOEXIST) &&
	    !bpf_map_lookup_elem(&wb_maps, &map))
		wb_count(WB_COUNT_NO_RECORD);
	return 0;
}

SEC("iter/bpf_link")
int wb_list_links(struct bpf_iter__bpf_link *ctx)
{
	struct bpf_link *link = ctx->link;
	struct wb_link earlier = {.earlier = WB_EARLIER};
	struct bpf_prog *prog;
	__u32 id;

	if (!link)
		return 0;
	prog = BPF_CORE_READ(link, prog);
	if (prog)
		earlier.own = wb_is_own(WB_OBJECT_PROGRAM, BPF_CORE_READ(prog, aux, id));
	id = BPF_CORE_READ(link, id);
	if (bpf_map_update_elem(&wb_links, &id, &earlier, BPF_NOEXIST) && !wb_find_link(id))
		wb_count(WB_COUNT_NO_RECORD);
	return 0;
}

static __always_inline void wb_hold(__u32 *holder, __u32 *earlier, __u32 tool)
{
	if (*earlier != WB_EARLIER || *holder == tool)
		return;
	if (*holder == WB_UNTRUSTED) {
		*holder = tool;
		return;
	}
	*holder = WB_UNTRUSTED;
	*earlier = WB_EARLIER_SHARED;
}

static __always_inline void wb_hold_map(__u64 address, __u32 tool)
{
	struct wb_map *map = bpf_map_lookup_elem(&wb_maps, &address);

	if (map)
		wb_hold(&map->tool, &map->earlier, tool);
}

static __always_inline void wb_hold_program(const struct bpf_prog *prog, __u32 tool)
{
	struct wb_program *program = wb_find_program(BPF_CORE_READ(prog, aux));

	if (program)
		wb_hold(&program->tool, &program->earlier, tool);
}

static __always_inline void wb_hold_link(const struct bpf_link *held, __u32 tool)
{
	__u32 id = BPF_CORE_READ(held, id);
	struct wb_link *link = bpf_map_lookup_elem(&wb_links, &id);

	if (link)
		wb_hold(&link->tool, &link->earlier, tool);
}

static __always_inline int wb_could_have_made(__u32 kind, __u64 file, __u32 tool)
{
	const struct wb_tool *rule = wb_rule_of_tool(tool);

	if (kind == WB_OBJECT_MAP)
		return wb_mode_of_file(file) & WB_ACCESS_WRITE;
	return rule && rule->flags & WB_TOOL_PROGRAMS;
}

SEC("iter/task_file")
int wb_list_files(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	__u64 file = 0, object;
	__u32 kind, tool;

	/* As a number: functions of their own take no pointers of the kernel. */
	bpf_probe_read_kernel(&file, sizeof(file), &ctx->file);
	if (!task || !file)
		return 0;
	kind = wb_kind_of_file(file);
	if (kind == WB_OBJECT_NONE)
		return 0;
	tool = wb_tool_of_task(task, wb_find_task(task));
	if (tool == WB_UNTRUSTED)
		return 0;
	object = wb_object_of_file(file);
	if (!wb_could_have_made(kind, file, tool))
		return 0;
	if (kind == WB_OBJECT_MAP)
		wb_hold_map(object, tool);
	else if (kind == WB_OBJECT_PROGRAM)
		wb_hold_program((const struct bpf_prog *)object, tool);
	else
		wb_hold_link((const struct bpf_link *)object, tool);
	return 0;
}

struct wb_held_uses {
	__u64 maps;
	__u32 tool;
};

static long wb_hold_use(__u32 index, struct wb_held_uses *uses)
{
	__u64 map = 0;

	bpf_probe_read_kernel(&map, sizeof(map), (const void *)(uses->maps + index * sizeof(void *)));
	wb_hold_map(map, uses->tool);
	return 0;
}

SEC("iter/bpf_prog")
int wb_list_uses(struct bpf_iter__bpf_prog *ctx)
{
	struct bpf_prog *prog = ctx->prog;
	struct wb_program *program = prog ? wb_find_program(prog->aux) : 0;
	struct wb_held_uses uses = {};

	if (!program || program->earlier != WB_EARLIER || program->tool == WB_UNTRUSTED)
		return 0;
	uses.maps = (__u64)BPF_CORE_READ(prog, aux, used_maps);
	uses.tool = program->tool;
	bpf_loop(BPF_CORE_READ(prog, aux, used_map_cnt), wb_hold_use, &uses, 0);
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
