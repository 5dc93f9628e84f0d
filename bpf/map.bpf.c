// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The life of a map: whose it is, from its creation on, whether it can be found in a
 * bpffs, and who gets an fd of it.
 *
 *	wb_map_create		lsm/bpf_map_create		6.9 and later
 *	wb_map_alloc		lsm/bpf_map_alloc_security	before
 *	wb_map_pinned		fentry/bpf_mkmap
 *	wb_map_fd		lsm/bpf_map
 *	wb_map_free		lsm/bpf_map_free		6.9 and later
 *	wb_map_free_security	lsm/bpf_map_free_security	before
 */
#include "judge.h"
#include "object.h"
#include "own.h"
#include "recent.h"

#include <bpf/bpf_tracing.h>

/* 0, or -EPERM where there is no room: whose it is must not be forgotten. */
static __always_inline int wb_own_map(const struct bpf_map *map)
{
	struct wb_task *carried = wb_find_task(bpf_get_current_task_btf());
	struct wb_facts facts = wb_facts_at(WB_HOOK_MAP_FD);
	struct wb_about about = wb_about_nothing();
	struct wb_map made = {
	    .tool = wb_tool_of_task(bpf_get_current_task_btf(), carried),
	    .pinned = !wb_sees_pins,
	};
	__u64 key = (__u64)map;

	if (!bpf_map_update_elem(&wb_maps, &key, &made, BPF_ANY))
		return 0;
	wb_count(WB_COUNT_NO_RECORD);
	facts.tool = made.tool;
	facts.no_room = 1;
	about.name = (__u64)&map->name;
	about.map_type = map->map_type;
	return wb_errno(wb_is_denied(&facts, carried, &about));
}

static __always_inline void wb_forget_map(const struct bpf_map *map)
{
	__u64 key = (__u64)map;

	bpf_map_delete_elem(&wb_maps, &key);
}

SEC("?lsm/bpf_map_create")
int BPF_PROG(wb_map_create, struct bpf_map *map)
{
	return wb_own_map(map);
}

SEC("?lsm/bpf_map_alloc_security")
int BPF_PROG(wb_map_alloc, struct bpf_map *map)
{
	return wb_own_map(map);
}

SEC("?fentry/bpf_mkmap")
int BPF_PROG(wb_map_pinned, void *dentry, __u32 mode, __u64 map)
{
	struct wb_map *known = bpf_map_lookup_elem(&wb_maps, &map);

	if (known)
		known->pinned = 1;
	return 0;
}

static __always_inline int wb_judge_map_fd(const struct bpf_map *map, __u64 address, __u32 asked,
					   struct wb_task *carried, __u32 tool)
{
	struct wb_facts facts = wb_facts_at(WB_HOOK_MAP_FD);
	struct wb_about about = wb_about_nothing();
	int error;

	facts.tool = tool;
	facts.own_object = wb_is_own(WB_OBJECT_MAP, map->id);
	facts.object = wb_facts_of_map(tool, address, asked);
	about.name = (__u64)&map->name;
	about.map_type = map->map_type;
	error = wb_answer_fd(&facts, wb_is_denied(&facts, carried, &about));
	if (carried && tool != WB_UNTRUSTED && wb_is_allowed(&about))
		wb_remember_map(carried, address, map->id, facts.object.allowed);
	return error;
}

SEC("lsm/bpf_map")
int BPF_PROG(wb_map_fd, struct bpf_map *map, __u32 mode)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct wb_task *carried = wb_find_task(task);
	__u32 tool = wb_tool_of_task(task, carried);

	if (carried && tool != WB_UNTRUSTED && wb_opens_again(carried, map, mode & WB_ACCESS_READ_WRITE)) {
		carried->reported = 0;
		wb_count(WB_COUNT_ALLOWED);
		return 0;
	}
	return wb_judge_map_fd(map, wb_argument(ctx, 0), mode & WB_ACCESS_READ_WRITE, carried, tool);
}

SEC("?lsm/bpf_map_free")
int BPF_PROG(wb_map_free, struct bpf_map *map)
{
	wb_forget_map(map);
	return 0;
}

SEC("?lsm/bpf_map_free_security")
int BPF_PROG(wb_map_free_security, struct bpf_map *map)
{
	wb_forget_map(map);
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
