/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whose a map, program or link is, and so what a tool may do with it. */
#ifndef WATCHBPF_OBJECT_H
#define WATCHBPF_OBJECT_H

#include "compat.h"
#include "decide.h"
#include "reach.h"
#include "record.h"

/*
 * object.bpf.c, functions of their own, which are verified once: WB_ACCESS_… that this
 * tool has to the map at this address, to programs and links of this owner, and to
 * maps of this type that are not yet there.
 */
__u32 wb_access_of_map(__u32 tool, __u64 map);
__u32 wb_access_of_owner(__u32 tool, __u32 owner);
__u32 wb_access_of_type(__u32 tool, __u32 type);

/*
 * The map, program or link at this address, and what is asked of it; of programs and links
 * it is always all that changes them. Returns the kernel address of its name, or 0.
 */
__u64 wb_object_at(struct wb_object_facts *object, __u32 kind, __u64 address, __u32 asked, __u32 tool);

/* Whether it is watchbpf's own. */
__u32 wb_is_own_object(__u32 kind, __u64 address);

/*
 * The object that a bpf() command is about, by its fd or id, and what is asked of it. Which one
 * an fd is, a sibling thread can change until the kernel looks: what holds is that nobody
 * gets an fd that it may not have. Returns the kernel address of the object's name, or 0.
 */
__u64 wb_object_of_command(struct wb_object_facts *object, __u64 attr, __u32 command, __u32 tool);

/* What the element commands ask of their map; 0: none of them. */
static __always_inline __u32 wb_access_of_command(__u32 command)
{
	const __u64 read = 1ULL << BPF_MAP_LOOKUP_ELEM | 1ULL << BPF_MAP_GET_NEXT_KEY |
			   1ULL << BPF_MAP_LOOKUP_AND_DELETE_ELEM | 1ULL << BPF_MAP_LOOKUP_BATCH |
			   1ULL << BPF_MAP_LOOKUP_AND_DELETE_BATCH;
	const __u64 write = 1ULL << BPF_MAP_UPDATE_ELEM | 1ULL << BPF_MAP_DELETE_ELEM |
			    1ULL << BPF_MAP_LOOKUP_AND_DELETE_ELEM | 1ULL << BPF_MAP_UPDATE_BATCH |
			    1ULL << BPF_MAP_DELETE_BATCH | 1ULL << BPF_MAP_LOOKUP_AND_DELETE_BATCH;
	const __u64 own = 1ULL << BPF_MAP_FREEZE;
	__u32 bit = command & 63;

	return (read >> bit & 1 ? WB_ACCESS_READ : 0) | (write >> bit & 1 ? WB_ACCESS_WRITE : 0) |
	       (own >> bit & 1 ? WB_ACCESS_OWN : 0);
}

static __always_inline __u32 wb_owner_of_map(__u64 map)
{
	const struct wb_map *known = bpf_map_lookup_elem(&wb_maps, &map);

	return known ? known->tool : WB_UNTRUSTED;
}

static __always_inline int wb_map_is_earlier(__u64 map)
{
	const struct wb_map *known = bpf_map_lookup_elem(&wb_maps, &map);

	return known && known->earlier;
}

static __always_inline __u32 wb_owner_of_program(const struct bpf_prog_aux *aux)
{
	const struct wb_program *known = wb_find_program(aux);

	return known ? known->tool : WB_UNTRUSTED;
}

static __always_inline const struct wb_link *wb_find_link(__u32 id)
{
	return bpf_map_lookup_elem(&wb_links, &id);
}

/* One that nothing is known of could be. */
static __always_inline int wb_link_is_own(const struct wb_link *link)
{
	return !link || link->own;
}

static __always_inline struct wb_object_facts wb_facts_of_map(__u32 tool, __u64 map, __u32 asked)
{
	__u32 owner = wb_owner_of_map(map);
	struct wb_object_facts facts = {
	    .kind = WB_OBJECT_MAP,
	    .owner = owner,
	    .owned = wb_owns(tool, owner),
	    .asked = asked,
	    .allowed = wb_access_of_map(tool, map),
	};

	return facts;
}

/* Of a program or link: all that changes it is one right. */
static __always_inline struct wb_object_facts wb_facts_of_owner(__u32 tool, __u32 owner,
								enum wb_object_kind kind)
{
	struct wb_object_facts facts = {
	    .kind = kind,
	    .owner = owner,
	    .owned = wb_owns(tool, owner),
	    .asked = WB_ACCESS_WRITE,
	    .allowed = wb_access_of_owner(tool, owner),
	};

	return facts;
}

#endif
