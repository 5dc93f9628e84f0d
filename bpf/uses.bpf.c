// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The maps that a program was loaded with, held against whoever is to get it. */
#include "object.h"
#include "program_facts.h"

struct wb_uses {
	struct wb_program *program;
	__u64 maps;
	__u32 tool;
	__u32 needed;
	__u32 lacking;
};

static long wb_use(__u32 index, struct wb_uses *uses)
{
	__u64 map = wb_read_number(uses->maps + index * sizeof(map));
	__u32 needed = uses->needed;

	if (WB_READ(struct bpf_map, map, map_flags) & BPF_F_RDONLY_PROG)
		needed = WB_ACCESS_READ;
	needed &= ~wb_access_of_map(uses->tool, map);
	uses->lacking |= needed;
	if (WB_READ(struct bpf_map, map, inner_map_meta))
		uses->lacking |=
		    WB_USES_OUTER | (wb_owns(uses->tool, wb_owner_of_map(map)) ? 0 : WB_FOREIGN_OUTER);
	if (!needed)
		return 0;
	/* For the event only, so that another CPU may write it, too. */
	uses->program->refused_owner = wb_owner_of_map(map);
	bpf_probe_read_kernel_str(uses->program->refused_map, WB_NAME_BYTES,
				  (const void *)(map + bpf_core_field_offset(struct bpf_map, name)));
	return 1;
}

__noinline __u32 wb_lacks_for_maps(struct wb_program *program, __u64 aux, __u32 tool)
{
	const __u32 writes = WB_DOES_WRITE_OWN_MAP | WB_DOES_WRITE_SHARED_MAP;
	struct wb_uses uses = {.program = program, .tool = tool, .needed = WB_ACCESS_READ};

	if (!program)
		return WB_ACCESS_READ_WRITE;
	if (program->tool == tool && program->map_refused)
		return program->map_refused;
	if (program->tool != tool && (program->state == WB_PROGRAM_EARLIER || program->effects & writes))
		uses.needed = WB_ACCESS_READ_WRITE;
	uses.maps = (__u64)WB_READ(struct bpf_prog_aux, aux, used_maps);
	if (bpf_loop(WB_READ(struct bpf_prog_aux, aux, used_map_cnt), wb_use, &uses, 0) < 0)
		return WB_ACCESS_READ_WRITE;
	return uses.lacking;
}

char _license[] SEC("license") = "Dual BSD/GPL";
