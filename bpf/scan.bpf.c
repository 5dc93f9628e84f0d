// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * All instructions of a program, one after the other: linear, up to the million that the
 * kernel allows. Read in batches, because one by one the reading would cost more than
 * all the rest.
 */
#include "scan.h"
#include "pointer.h"
#include "record.h"

/* On the stack, because only there the verifier knows pointers again. */
struct wb_scan {
	struct wb_program *program;
	struct wb_batch *batch;
};

/* An access through a pointer of which nothing is noted, for all that the verifier told. */
static __always_inline int wb_is_silent(__u64 told, __u32 silent)
{
	__u32 pointer = WB_READ(struct bpf_insn_aux_data, told, ptr_type);

	/* With flags it is a larger number; 0 is none. */
	return pointer < 32 && silent >> pointer & 1;
}

static __always_inline int wb_is_silent_load(struct wb_scan *scan, __u64 instruction, __u64 told)
{
	return BPF_CLASS(instruction) == BPF_LDX && wb_is_silent(told, scan->batch->silent_loads);
}

static __always_inline int wb_is_silent_store(struct wb_scan *scan, __u64 instruction, __u64 told)
{
	if (!wb_is_store(instruction))
		return 0;
	scan->batch->stores = 1;
	return wb_is_silent(told, scan->batch->silent_stores);
}

/* Noting takes many times longer than all that comes before it here. */
static __always_inline void wb_scan_instruction(struct wb_scan *scan, __u64 instruction, __u32 index)
{
	__u64 told;

	if (!wb_may_have_effect(instruction) || wb_is_stack_access(instruction))
		return;
	told = scan->batch->told + index * (__u64)scan->batch->told_bytes;
	if (wb_is_silent_load(scan, instruction, told) || wb_is_silent_store(scan, instruction, told))
		return;
	wb_note_instruction(scan->program, instruction, told, index, scan->batch->type);
	scan->batch->silent_stores = wb_silent_stores(scan->program->effects);
}

/*
 * Unrolled: of a loop that counts, the verifier forgets what it saw in earlier turns, and
 * goes through each many times.
 */
static long wb_scan_batch(__u32 batch, struct wb_scan *scan)
{
	__u32 first = batch * WB_BATCH, count = scan->batch->length - first;

	if (count > WB_BATCH)
		count = WB_BATCH;
	/* Else 6.1's verifier does not see that what is read is what was bounded. */
	asm volatile("" : "+r"(count));
	if (bpf_probe_read_kernel(scan->batch->instructions, count * sizeof(__u64),
				  (const void *)(scan->batch->first + first * sizeof(__u64)))) {
		scan->batch->unreadable = 1;
		return 1;
	}
#pragma clang loop unroll(full)
	for (__u32 i = 0; i < WB_BATCH; i++)
		if (i < count)
			wb_scan_instruction(scan, scan->batch->instructions[i], first + i);
	return 0;
}

static __always_inline struct wb_batch *wb_begin_batch(__u64 key, __u64 prog, __u64 told)
{
	static const struct wb_batch none;
	struct wb_batch *batch;

	if (bpf_map_update_elem(&wb_batches, &key, &none, BPF_ANY))
		return 0;
	batch = bpf_map_lookup_elem(&wb_batches, &key);
	if (!batch)
		return 0;
	batch->first = prog + bpf_core_field_offset(struct bpf_prog, insnsi);
	batch->told = told;
	batch->told_bytes = told ? bpf_core_type_size(struct bpf_insn_aux_data) : 0;
	batch->length = WB_READ(struct bpf_prog, prog, len);
	batch->type = WB_READ(struct bpf_prog, prog, type);
	batch->silent_loads = wb_silent_loads(batch->type);
	return batch;
}

__noinline __u32 wb_scan(struct wb_program *program, __u64 prog, __u64 told)
{
	__u64 key = (__u64)WB_READ(struct bpf_prog, prog, aux);
	struct wb_scan scan = {.program = program, .batch = program ? wb_begin_batch(key, prog, told) : 0};
	__u32 noted_before, scanned = 0;
	struct wb_cause cause = {};

	if (!scan.batch)
		return 0;
	noted_before = program->effects;
	wb_note(program, wb_effects_of_type(scan.batch->type), &cause);
	if (wb_is_sleepable((const struct bpf_prog *)prog))
		wb_note(program, WB_DOES_SLEEP, &cause);
	scan.batch->silent_stores = wb_silent_stores(program->effects);
	if (bpf_loop((scan.batch->length + WB_BATCH - 1) / WB_BATCH, wb_scan_batch, &scan, 0) >= 0 &&
	    !scan.batch->unreadable)
		scanned = WB_SCANNED | (scan.batch->stores ? WB_SCANNED_STORES : 0);
	bpf_map_delete_elem(&wb_batches, &key);
	if (told)
		wb_count_as_loaded(program, noted_before, told);
	return scanned;
}

char _license[] SEC("license") = "Dual BSD/GPL";
