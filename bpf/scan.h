/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From a program's instructions to its record: linear, up to the million that the
 * kernel allows. Read in batches, because one by one the reading would cost more than
 * all the rest.
 */
#ifndef WATCHBPF_SCAN_H
#define WATCHBPF_SCAN_H

#include "pointer.h"
#include "record.h"

#define WB_BATCH 32

struct wb_scan {
	struct wb_program *program;
	__u64 instructions; /* address of the first */
	__u64 told;         /* address of the verifier's first bpf_insn_aux_data; 0: it told nothing */
	__u32 length;
	__u32 type;
	__u32 unreadable;
	__u64 batch[WB_BATCH];
};

/*
 * note.bpf.c, for both: what one instruction does goes into the record. told: address of what the
 * verifier keeps of it; 0: nothing. Scalars and a record, so that it is verified
 * once and not once a call.
 */
int wb_note_instruction(struct wb_program *program, __u64 instruction, __u64 told, __u32 index, __u32 type);

/* The verifier took dead code out; the author counts with it. For causes of effects that are new. */
int wb_count_as_loaded(struct wb_program *program, __u32 noted_before, __u64 told);

static __always_inline int wb_is_worth_noting(__u64 instruction)
{
	return wb_may_have_effect(instruction) && !(wb_is_access(instruction) && wb_is_on_stack(instruction));
}

static long wb_scan_batch(__u32 batch, struct wb_scan *scan)
{
	__u32 first = batch * WB_BATCH, count = scan->length - first;

	if (count > WB_BATCH)
		count = WB_BATCH;
	if (bpf_probe_read_kernel(scan->batch, count * sizeof(__u64),
				  (const void *)(scan->instructions + first * sizeof(__u64)))) {
		scan->unreadable = 1;
		return 1;
	}
	for (__u32 i = 0; i < WB_BATCH; i++) {
		__u64 instruction = scan->batch[i];

		if (i >= count)
			break;
		if (wb_is_worth_noting(instruction))
			wb_note_instruction(scan->program, instruction, wb_told_of(scan->told, first + i),
					    first + i, scan->type);
	}
	return 0;
}

/* told: address of what the verifier keeps; 0: it told nothing. True: all of it could be read. */
static __always_inline int wb_scan(struct wb_program *program, const struct bpf_prog *prog, __u64 told)
{
	__u32 noted_before = program->effects;
	struct wb_cause cause = {};
	struct wb_scan scan = {
	    .program = program,
	    /* Read, so that it is a number to the verifier, which it lets us add to. */
	    .instructions =
		(__u64)BPF_CORE_READ(prog, aux, prog) + bpf_core_field_offset(struct bpf_prog, insnsi),
	    .told = told,
	    .length = BPF_CORE_READ(prog, len),
	    .type = BPF_CORE_READ(prog, type),
	};

	wb_note(program, wb_effects_of_type(scan.type), &cause);
	if (wb_is_sleepable(prog))
		wb_note(program, WB_DOES_SLEEP, &cause);
	bpf_loop((scan.length + WB_BATCH - 1) / WB_BATCH, wb_scan_batch, &scan, 0);
	if (told)
		wb_count_as_loaded(program, noted_before, told);
	return !scan.unreadable;
}

#endif
