/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The record of a program: begun when it loads, filled while it is verified,
 * asked whenever somebody gets an fd of it. Its key is prog->aux, the only address
 * that stays the same through verification.
 */
#ifndef WATCHBPF_RECORD_H
#define WATCHBPF_RECORD_H

#include "compat.h"
#include "instruction.h"
#include "memory.h"
#include "missed.h"
#include "subject.h"

static const struct wb_program wb_no_program;

static __always_inline struct wb_program *wb_find_program(const struct bpf_prog_aux *aux)
{
	__u64 key = (__u64)aux;

	return bpf_map_lookup_elem(&wb_programs, &key);
}

/* Overwrites what an earlier program at the same address left. NULL: no room, so it is refused later. */
static __always_inline struct wb_program *wb_begin_program(const struct bpf_prog_aux *aux)
{
	__u64 key = (__u64)aux;

	if (bpf_map_update_elem(&wb_programs, &key, &wb_no_program, BPF_ANY)) {
		wb_count(WB_COUNT_NO_RECORD);
		return 0;
	}
	return bpf_map_lookup_elem(&wb_programs, &key);
}

static __always_inline void wb_forget_program(const struct bpf_prog_aux *aux)
{
	__u64 key = (__u64)aux;

	bpf_map_delete_elem(&wb_programs, &key);
}

/* note.bpf.c: a function of its own, so that its loop is verified once and not at each call. */
int wb_note_news(struct wb_program *program, __u32 effects, __u32 kind, __u32 number, __u32 instruction);
/* The same: the program writes a map of another owner. If its loader may not, that is noted. */
int wb_note_foreign_write(struct wb_program *program, __u64 map, __u32 kind, __u32 number, __u32 instruction);

/* object.h says what it returns. */
__u32 wb_access_of_map(__u32 tool, __u64 map);

static __always_inline int wb_may_write_map(__u32 tool, __u64 map)
{
	return wb_access_of_map(tool, map) & WB_ACCESS_WRITE;
}

/* The program has these effects, because of this. The first cause of each is kept. */
static __always_inline void wb_note(struct wb_program *program, __u32 effects, const struct wb_cause *cause)
{
	if (effects & ~program->effects)
		wb_note_news(program, effects, cause->kind, cause->number, cause->instruction);
}

static __always_inline void wb_note_map_name(struct wb_program *program, __u32 effects, struct bpf_map *map)
{
	for (__u32 i = 0; i < WB_MAP_EFFECTS; i++)
		if (effects & ~program->effects & 1 << (WB_EFFECT_WRITE_OWN_MAP + i))
			bpf_probe_read_kernel_str(program->maps[i], WB_NAME_BYTES, &map->name);
}

/*
 * A map of which nothing is known may be anybody's, and pinned. One without an id stands
 * for the inner maps of another, which are chosen at run time.
 */
static __always_inline __u32 wb_effects_of_writing(const struct wb_program *program, struct bpf_map *map)
{
	__u64 key = (__u64)map;
	struct wb_map *known = bpf_map_lookup_elem(&wb_maps, &key);

	if (!known)
		return WB_DOES_WRITE_SHARED_MAP | WB_DOES_WRITE_PINNED_MAP |
		       (WB_READ(struct bpf_map, key, id) ? 0 : WB_WRITES_INNER_MAP);
	/* Of others' maps, only those that it may write: else anybody could keep them from being pinned. */
	if (program->keeps_unpinned && wb_may_write_map(program->tool, key))
		known->held = 1;
	return (known->tool == program->tool ? WB_DOES_WRITE_OWN_MAP : WB_DOES_WRITE_SHARED_MAP) |
	       (known->pinned ? WB_DOES_WRITE_PINNED_MAP : 0);
}

static __always_inline void wb_note_map(struct wb_program *program, struct bpf_map *map,
					const struct wb_cause *cause)
{
	__u32 effects = wb_effects_of_writing(program, map);

	wb_note_map_name(program, effects, map);
	wb_note(program, effects, cause);
	if (effects & WB_DOES_WRITE_SHARED_MAP && !(effects & WB_WRITES_INNER_MAP))
		wb_note_foreign_write(program, (__u64)map, cause->kind, cause->number, cause->instruction);
}

#endif
