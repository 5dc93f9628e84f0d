// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the verifier learnt about a program, into its record:
 *
 *	wb_map_written	fentry/check_map_access_type		which map a store or helper writes
 *	wb_memory_given	fentry/check_helper_mem_access		what a helper or function is given
 *	wb_verified	fentry/[bpf_]convert_ctx_accesses	all instructions, with their pointers
 *
 * convert_ctx_accesses runs once the program is proved, without its dead code and
 * before any instruction is rewritten: helpers and kfuncs still have their numbers, and
 * subprograms and callbacks follow in the same array.
 *
 * On a kernel where these functions cannot be traced, the hook of the load scans
 * the instructions alone (scan.bpf.c).
 */
#include "argument.h"
#include "pointer.h"
#include "record.h"
#include "scan.h"

#include <bpf/bpf_tracing.h>

static __always_inline struct bpf_prog_aux *wb_aux_of(struct bpf_verifier_env *env)
{
	return env->prog->aux;
}

static __always_inline int wb_is_write(__u32 access)
{
	return access == bpf_core_enum_value(enum bpf_access_type, BPF_WRITE);
}

static __always_inline void wb_map_is_written(struct bpf_verifier_env *env, __u64 reg, __u32 access)
{
	struct wb_cause cause = {.kind = WB_CAUSE_ACCESS, .instruction = env->insn_idx};
	struct wb_program *program;
	__u64 map;

	if (!wb_is_write(access))
		return;
	program = wb_find_program(wb_aux_of(env));
	if (!program)
		return;
	map = (__u64)WB_READ(struct bpf_reg_state, reg, map_ptr);
	if (program->map == map)
		return;
	program->map = map;
	wb_note_map(program, (struct bpf_map *)map, &cause);
}

static __always_inline __u64 wb_register(__u64 env, __u32 number)
{
	__u64 state = (__u64)WB_READ(struct bpf_verifier_env, env, cur_state);
	__u32 current = WB_READ(struct bpf_verifier_state, state, curframe);
	__u64 frames = state + bpf_core_field_offset(struct bpf_verifier_state, frame);
	__u64 frame = wb_read_number(frames + current * sizeof(frame));

	return frame + bpf_core_field_offset(struct bpf_func_state, regs) +
	       number * bpf_core_type_size(struct bpf_reg_state);
}

/* 7.2 hands over the register; before, its number in the frame that is verified. */
SEC("?fentry/check_map_access_type")
int BPF_PROG(wb_map_written, struct bpf_verifier_env *env, __u64 reg, int off, int size, __u32 access)
{
	wb_map_is_written(env, wb_argument(ctx, 1), access);
	return 0;
}

SEC("?fentry/check_map_access_type")
int BPF_PROG(wb_map_written_by_number, struct bpf_verifier_env *env, __u32 number, int off, int size,
	     __u32 access)
{
	/* Asked here too, because most are reads, and finding the register costs. */
	if (wb_is_write(access))
		wb_map_is_written(env, wb_register(wb_argument(ctx, 0), number), access);
	return 0;
}

static __always_inline void wb_memory_is_given(struct bpf_verifier_env *env, __u64 reg, __u32 access)
{
	struct wb_cause cause = {.kind = WB_CAUSE_ACCESS, .instruction = env->insn_idx};
	struct wb_program *program = wb_find_program(wb_aux_of(env));
	__u32 type;

	if (!program)
		return;
	type = WB_READ(struct bpf_reg_state, reg, type);
	wb_note(program,
		wb_effects_of_argument(wb_pointer_of_type(type), wb_is_write(access), env->prog->type),
		&cause);
}

SEC("?fentry/check_helper_mem_access")
int BPF_PROG(wb_memory_given, struct bpf_verifier_env *env, __u64 reg, __u64 argument, int size, __u32 access)
{
	wb_memory_is_given(env, wb_argument(ctx, 1), access);
	return 0;
}

SEC("?fentry/check_helper_mem_access")
int BPF_PROG(wb_memory_given_by_number, struct bpf_verifier_env *env, __u32 number, int size, __u32 access)
{
	wb_memory_is_given(env, wb_register(wb_argument(ctx, 0), number), access);
	return 0;
}

/*
 * One store may be to the stack on one path and to an iterator's value, or a writable tracepoint's
 * buffer, on another: the verifier keeps the pointer that it met first, and of atomics none before
 * 7.2. That the program has such a buffer at all, it keeps too.
 */
static __always_inline void wb_note_mixed_stores(struct wb_program *program, struct bpf_verifier_env *env)
{
	__u32 type = env->prog->type;
	struct wb_cause cause = {};

	if (env->prog->aux->max_rdwr_access)
		wb_note(program, wb_effects_of_store(WB_POINTER_ITERATED, type), &cause);
	if (env->prog->aux->max_tp_access)
		wb_note(program, WB_DOES_WRITE_KERNEL, &cause);
}

SEC("?fentry/convert_ctx_accesses")
int BPF_PROG(wb_verified, struct bpf_verifier_env *env)
{
	struct wb_program *program = wb_find_program(wb_aux_of(env));
	__u64 address = wb_argument(ctx, 0);
	__u32 scanned;

	if (!program || program->state != WB_PROGRAM_LOADING)
		return 0;
	scanned = wb_scan(program, (__u64)WB_READ(struct bpf_verifier_env, address, prog),
			  (__u64)WB_READ(struct bpf_verifier_env, address, insn_aux_data));
	if (!scanned)
		return 0;
	if (scanned & WB_SCANNED_STORES)
		wb_note_mixed_stores(program, env);
	program->exact = program->missed != WB_MISSED_UNKNOWN && program->missed == wb_missed_so_far();
	if (!program->exact)
		wb_note(program, wb_effects_of_unseen_arguments(program->effects, env->prog->type),
			&program->map_cause);
	program->state = WB_PROGRAM_VERIFIED;
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
