/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Most commands are asked again: for an element of the same map, or for what depends on
 * nothing but the tool. The answer stays the same: neither owners nor names nor the policy
 * change once bpf() is judged. Another map at the same address has another id, which is not
 * given twice within two billion maps.
 */
#ifndef WATCHBPF_RECENT_H
#define WATCHBPF_RECENT_H

#include "object.h"
#include "subject.h"

/* The commands whose attr begins with the map's fd. */
static __always_inline int wb_is_element_command(__u32 command)
{
	const __u64 elements = 1ULL << BPF_MAP_LOOKUP_ELEM | 1ULL << BPF_MAP_UPDATE_ELEM |
			       1ULL << BPF_MAP_DELETE_ELEM | 1ULL << BPF_MAP_GET_NEXT_KEY |
			       1ULL << BPF_MAP_LOOKUP_AND_DELETE_ELEM;

	return command < 64 && elements >> command & 1;
}

/* Those of which nothing is asked here but who wants them: their objects, if any, come by other hooks. */
static __always_inline int wb_is_plain_command(__u32 command)
{
	const __u64 plain = 1ULL << BPF_OBJ_GET | 1ULL << BPF_PROG_TEST_RUN | 1ULL << BPF_PROG_GET_NEXT_ID |
			    1ULL << BPF_MAP_GET_NEXT_ID | 1ULL << BPF_PROG_GET_FD_BY_ID |
			    1ULL << BPF_MAP_GET_FD_BY_ID | 1ULL << BPF_OBJ_GET_INFO_BY_FD |
			    1ULL << BPF_PROG_QUERY | 1ULL << BPF_BTF_LOAD | 1ULL << BPF_BTF_GET_FD_BY_ID |
			    1ULL << BPF_TASK_FD_QUERY | 1ULL << BPF_BTF_GET_NEXT_ID |
			    1ULL << BPF_LINK_GET_NEXT_ID;

	return command < 64 && plain >> command & 1;
}

/*
 * Whether this fd stands for the map of this address and id. memory.bpf.c, because
 * bpftool's linker takes a kernel function (bpf_rdonly_cast) in one file only.
 */
int wb_is_map_asked(__u32 fd, __u64 map, __u32 id);

/* Of a task with a mark: whether it was allowed this before. fd: with which its attr begins. */
static __always_inline int wb_asks_again(const struct wb_task *carried, __u32 command, __u32 fd)
{
	const struct wb_recent *recent = &carried->recent;

	if (!wb_is_element_command(command))
		return command < 64 && recent->commands >> command & 1;
	return !(wb_access_of_command(command) & ~recent->allowed) &&
	       wb_is_map_asked(fd, recent->map, recent->id);
}

/* The same of an fd of this map. */
static __always_inline int wb_opens_again(const struct wb_task *carried, const struct bpf_map *map,
					  __u32 asked)
{
	const struct wb_recent *recent = &carried->recent;

	return recent->map == (__u64)map && recent->id == map->id && !(asked & ~recent->allowed);
}

/* What was just allowed to it. */
static __always_inline void wb_remember_map(struct wb_task *carried, __u64 map, __u32 id, __u32 allowed)
{
	carried->recent.allowed = 0;
	carried->recent.map = map;
	carried->recent.id = id;
	carried->recent.allowed = allowed;
}

static __always_inline void wb_remember_command(struct wb_task *carried, __u32 command)
{
	if (wb_is_plain_command(command))
		carried->recent.commands |= 1ULL << command;
}

#endif
