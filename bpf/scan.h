/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a program's instructions to its record (scan.bpf.c, note.bpf.c). */
#ifndef WATCHBPF_SCAN_H
#define WATCHBPF_SCAN_H

#include "abi.h"

/* What a scan found; 0: not all of it could be read. */
enum wb_scanned {
	WB_SCANNED = 1 << 0,
	WB_SCANNED_STORES = 1 << 1, /* some, and not by the stack's own register */
};

/*
 * All instructions of the bpf_prog at this address. told: address of what the verifier keeps of
 * the first; 0: it told nothing. Returns enum wb_scanned.
 */
__u32 wb_scan(struct wb_program *program, __u64 prog, __u64 told);

/*
 * What one instruction does goes into the record. told: of this one. Scalars and a record, so that
 * it is verified once and not once a call.
 */
int wb_note_instruction(struct wb_program *program, __u64 instruction, __u64 told, __u32 index, __u32 type);

/* The verifier took dead code out; the author counts with it. For causes of effects that are new. */
int wb_count_as_loaded(struct wb_program *program, __u32 noted_before, __u64 told);

#endif
