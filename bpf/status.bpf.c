// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What there is and whose it is, for `watchbpf status`: one struct wb_shown for each object,
 * and one at the end with the number of records. They are attached before bpf() is
 * decided; reading them is all that watchbpf may still do (decide.h).
 *
 *	wb_show_maps		iter/bpf_map
 *	wb_show_programs	iter/bpf_prog
 *	wb_show_links		iter/bpf_link
 */
#include "object.h"
#include "own.h"

#include <bpf/bpf_tracing.h>

static __always_inline void wb_show(struct bpf_iter_meta *meta, struct wb_shown *shown)
{
	bpf_seq_write(meta->seq, shown, sizeof(*shown));
}

static long wb_visit(void *map, const void *key, void *value, void *context)
{
	return 0;
}

/* A record that outlives its object shows here, and only here. */
static __always_inline void wb_show_end(struct bpf_iter_meta *meta, enum wb_object_kind kind, void *records)
{
	struct wb_shown end = {.kind = kind};

	end.records = bpf_for_each_map_elem(records, wb_visit, 0, 0);
	wb_show(meta, &end);
}

static __always_inline __u32 wb_own_flag(enum wb_object_kind kind, __u32 id)
{
	return wb_is_own(kind, id) ? WB_SHOWN_OWN : 0;
}

/* Of a map from before nothing tells whether it is pinned, and nothing does on some kernels. */
static __always_inline __u32 wb_pin_flags(const struct wb_map *known)
{
	if (known->earlier || !wb_sees_pins)
		return 0;
	return WB_SHOWN_PIN_KNOWN | (known->pinned ? WB_SHOWN_PINNED : 0);
}

SEC("iter/bpf_map")
int wb_show_maps(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;
	struct wb_shown shown = {.kind = WB_OBJECT_MAP};
	__u64 key = (__u64)map;
	const struct wb_map *known;

	if (!map) {
		wb_show_end(ctx->meta, WB_OBJECT_MAP, &wb_maps);
		return 0;
	}
	shown.id = map->id;
	shown.type = map->map_type;
	shown.flags = wb_own_flag(WB_OBJECT_MAP, shown.id);
	bpf_probe_read_kernel_str(shown.name, sizeof(shown.name), map->name);
	known = bpf_map_lookup_elem(&wb_maps, &key);
	if (known) {
		shown.owner = known->tool;
		shown.earlier = known->earlier;
		shown.flags |= WB_SHOWN_RECORDED | wb_pin_flags(known);
	}
	wb_show(ctx->meta, &shown);
	return 0;
}

SEC("iter/bpf_prog")
int wb_show_programs(struct bpf_iter__bpf_prog *ctx)
{
	struct bpf_prog *prog = ctx->prog;
	struct wb_shown shown = {.kind = WB_OBJECT_PROGRAM};
	const struct wb_program *known;

	if (!prog) {
		wb_show_end(ctx->meta, WB_OBJECT_PROGRAM, &wb_programs);
		return 0;
	}
	shown.id = prog->aux->id;
	shown.type = prog->type;
	shown.flags = wb_own_flag(WB_OBJECT_PROGRAM, shown.id);
	bpf_probe_read_kernel_str(shown.name, sizeof(shown.name), prog->aux->name);
	known = wb_find_program(prog->aux);
	if (known) {
		shown.owner = known->tool;
		shown.earlier = known->earlier;
		shown.flags |= WB_SHOWN_RECORDED;
	}
	wb_show(ctx->meta, &shown);
	return 0;
}

SEC("iter/bpf_link")
int wb_show_links(struct bpf_iter__bpf_link *ctx)
{
	struct bpf_link *link = ctx->link;
	struct wb_shown shown = {.kind = WB_OBJECT_LINK};
	const struct wb_link *known;
	struct bpf_prog *prog;

	if (!link) {
		wb_show_end(ctx->meta, WB_OBJECT_LINK, &wb_links);
		return 0;
	}
	shown.id = BPF_CORE_READ(link, id);
	shown.type = BPF_CORE_READ(link, type);
	prog = BPF_CORE_READ(link, prog);
	if (prog) {
		shown.program = BPF_CORE_READ(prog, aux, id);
		BPF_CORE_READ_STR_INTO(&shown.name, prog, aux, name);
	}
	known = wb_find_link(shown.id);
	if (known) {
		shown.owner = known->tool;
		shown.earlier = known->earlier;
		shown.flags |= WB_SHOWN_RECORDED | (known->own ? WB_SHOWN_OWN : 0);
	}
	wb_show(ctx->meta, &shown);
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
