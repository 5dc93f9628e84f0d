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

/* Where a scan is; on the stack, because only there the verifier knows pointers again. */
struct wb_scan {
	struct wb_program *program;
	struct wb_batch *batch;
	__u64 instructions; /* address of the first */
	__u64 told;         /* address of the verifier's first bpf_insn_aux_data; 0: it told nothing */
	__u32 length;
	__u32 type;
	__u32 unreadable;
	__u32 silent_loads;
	__u32 stores; /* some, and not by the stack's own register */
};

/*
 * note.bpf.c, for both: what one instruction does goes into the record. told: address of what the
 * verifier keeps of it; 0: nothing. Scalars and a record, so that it is verified
 * once and not once a call.
 */
int wb_note_instruction(struct wb_program *program, __u64 instruction, __u64 told, __u32 index, __u32 type);

/* note.bpf.c: which of enum wb_weight it has. In a function of its own for the same reason. */
int wb_weigh(struct wb_program *program, __u64 instruction, __u64 told, __u32 silent_loads);

/* What wb_weigh() found. */
enum wb_weight {
	WB_WEIGHS_NOTING = 1 << 0,
	WB_WEIGHS_STORE = 1 << 1, /* and not by the stack's own register */
};

/* The verifier took dead code out; the author counts with it. For causes of effects that are new. */
int wb_count_as_loaded(struct wb_program *program, __u32 noted_before, __u64 told);

/* Most need neither call: weighing takes several times longer than this test, noting than weighing. */
static __always_inline void wb_scan_instruction(struct wb_scan *scan, __u64 instruction, __u32 index)
{
	__u64 told = wb_told_of(scan->told, index);
	__u32 weight;

	if (!wb_may_have_effect(instruction))
		return;
	weight = wb_weigh(scan->program, instruction, told, scan->silent_loads);
	scan->stores |= weight & WB_WEIGHS_STORE;
	if (weight & WB_WEIGHS_NOTING)
		wb_note_instruction(scan->program, instruction, told, index, scan->type);
}

static long wb_scan_batch(__u32 batch, struct wb_scan *scan)
{
	__u32 first = batch * WB_BATCH, count = scan->length - first;

	if (count > WB_BATCH)
		count = WB_BATCH;
	/* Else 6.1's verifier does not see that what is read is what was bounded. */
	asm volatile("" : "+r"(count));
	if (bpf_probe_read_kernel(scan->batch->instructions, count * sizeof(__u64),
				  (const void *)(scan->instructions + first * sizeof(__u64)))) {
		scan->unreadable = 1;
		return 1;
	}
	for (__u32 i = 0; i < WB_BATCH; i++) {
		if (i >= count)
			break;
		wb_scan_instruction(scan, scan->batch->instructions[i], first + i);
	}
	return 0;
}

static __always_inline struct wb_batch *wb_begin_batch(__u64 key)
{
	static const struct wb_batch none;

	if (bpf_map_update_elem(&wb_batches, &key, &none, BPF_ANY))
		return 0;
	return bpf_map_lookup_elem(&wb_batches, &key);
}

/* What a scan found; 0: not all of it could be read. */
enum wb_scanned {
	WB_SCANNED = 1 << 0,
	WB_SCANNED_STORES = 1 << 1,
};

/* told: address of what the verifier keeps; 0: it told nothing. Returns enum wb_scanned. */
static __always_inline __u32 wb_scan(struct wb_program *program, const struct bpf_prog *prog, __u64 told)
{
	__u32 noted_before = program->effects;
	__u64 key = (__u64)BPF_CORE_READ(prog, aux);
	struct wb_cause cause = {};
	struct wb_scan scan = {
	    .program = program,
	    .batch = wb_begin_batch(key),
	    /* Read, so that it is a number to the verifier, which it lets us add to. */
	    .instructions =
		(__u64)BPF_CORE_READ(prog, aux, prog) + bpf_core_field_offset(struct bpf_prog, insnsi),
	    .told = told,
	    .length = BPF_CORE_READ(prog, len),
	    .type = BPF_CORE_READ(prog, type),
	};

	if (!scan.batch)
		return 0;
	scan.silent_loads = wb_silent_loads(scan.type);
	wb_note(program, wb_effects_of_type(scan.type), &cause);
	if (wb_is_sleepable(prog))
		wb_note(program, WB_DOES_SLEEP, &cause);
	bpf_loop((scan.length + WB_BATCH - 1) / WB_BATCH, wb_scan_batch, &scan, 0);
	bpf_map_delete_elem(&wb_batches, &key);
	if (told)
		wb_count_as_loaded(program, noted_before, told);
	if (scan.unreadable)
		return 0;
	return WB_SCANNED | (scan.stores ? WB_SCANNED_STORES : 0);
}

#endif
