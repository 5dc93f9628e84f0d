/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Most commands ask for an element of the map that the task asked for before. What it
 * may do with it stays the same while the map lives: neither owners nor names nor the policy
 * change once bpf() is judged. Another map at the same address has another id, which is not
 * given twice within two billion maps.
 */
#ifndef WATCHBPF_RECENT_H
#define WATCHBPF_RECENT_H

#include "attr.h"
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

/*
 * Whether the fd with which this attr begins stands for the map of this address and id. note.bpf.c,
 * because bpftool's linker takes a kernel function (bpf_rdonly_cast) in one file only.
 */
int wb_is_map_asked(__u64 attr, __u64 map, __u32 id);

/* Of a task with a mark: whether it was allowed this, of this map, before. */
static __always_inline int wb_asks_again(const struct wb_task *carried, __u32 command, __u64 attr)
{
	const struct wb_recent *recent = &carried->recent;

	if (!wb_is_element_command(command) || wb_access_of_command(command) & ~recent->allowed)
		return 0;
	return wb_is_map_asked(attr, recent->map, recent->id);
}

/* What was just allowed to it. */
static __always_inline void wb_remember_map(struct wb_task *carried, __u64 map, __u32 allowed)
{
	carried->recent.allowed = 0;
	carried->recent.map = map;
	carried->recent.id = BPF_CORE_READ((struct bpf_map *)map, id);
	carried->recent.allowed = allowed;
}

#endif
