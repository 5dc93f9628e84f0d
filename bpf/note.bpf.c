// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One instruction, as scan.bpf.c comes to it: what it does, noted in the program's record. */
#include "helper_effects.h"
#include "object.h"
#include "pointer.h"
#include "record.h"
#include "scan.h"

__noinline int wb_note_news(struct wb_program *program, __u32 effects, __u32 kind, __u32 number,
			    __u32 instruction)
{
	struct wb_cause cause = {.kind = kind, .number = number, .instruction = instruction};
	__u32 news;

	if (!program)
		return 0;
	news = effects & ~program->effects;
	program->effects |= effects;
	for (__u32 effect = 0; effect < WB_EFFECT_COUNT; effect++)
		if (news >> effect & 1)
			program->causes[effect] = cause;
	return 0;
}

static __always_inline void wb_note_writes(struct wb_program *program, __u32 writes,
					   const struct wb_cause *cause)
{
	program->effects |= writes & (WB_WRITES_ITERATED | WB_WRITES_INNER_MAP);
	writes &= WB_WRITES_SOME_MAP | WB_WRITES_MEMORY_ARGUMENT;
	if (!(program->effects & (WB_WRITES_SOME_MAP | WB_WRITES_MEMORY_ARGUMENT)) && writes)
		program->map_cause = *cause;
	program->effects |= writes;
}

/* It writes one of its maps of these types, and which one is not told. */
static __always_inline void wb_note_map_types(struct wb_program *program, __u64 types,
					      const struct wb_cause *cause)
{
	if (!program->map_types && !(program->effects & (WB_WRITES_SOME_MAP | WB_WRITES_MEMORY_ARGUMENT)))
		program->map_cause = *cause;
	program->map_types |= types;
}

/* Which map: the verifier keeps it where it is one and the same; else all of the helper's type count. */
static __always_inline void wb_note_map_argument(struct wb_program *program, __u32 helper, __u64 told,
						 const struct wb_cause *cause)
{
	struct bpf_map *map = wb_map_told(helper, told);

	if (map) {
		wb_note_map(program, map, cause);
		return;
	}
	wb_note_map_types(program, wb_map_types_of_helper(helper), cause);
}

/* A number past the mask has the effect `unknown`, and its bit is nobody's. */
static __always_inline void wb_note_called(struct wb_program *program, __u32 helper)
{
	__u32 bit = helper < WB_HELPER_END ? helper : WB_HELPER_END - 1;

	/* Else 6.1's verifier loses the bound on the way from the shift to the index. */
	asm volatile("" : "+r"(bit));
	program->helpers[bit >> 6 & (WB_HELPER_WORDS - 1)] |= 1ULL << (bit & 63);
}

static __always_inline int wb_is_called(const struct wb_program *program, __u32 helper)
{
	return helper < WB_HELPER_END - 1 &&
	       program->helpers[helper >> 6 & (WB_HELPER_WORDS - 1)] >> (helper & 63) & 1;
}

static __always_inline void wb_note_helper(struct wb_program *program, __u32 helper, __u64 told, __u32 type,
					   struct wb_cause *cause)
{
	__u32 effects = wb_effects_of_call(helper, type);

	/* A call like an earlier one, and no map of which it depends. */
	if (wb_is_called(program, helper) && !(effects & WB_WRITES_MAP_ARGUMENT))
		return;
	cause->kind = WB_CAUSE_HELPER;
	cause->number = helper;
	wb_note_called(program, helper);
	if (effects & WB_WRITES_MAP_ARGUMENT)
		wb_note_map_argument(program, helper, told, cause);
	wb_note_writes(program, effects, cause);
	wb_note(program, effects & WB_ALL_EFFECTS, cause);
}

static __always_inline int wb_is_named(const struct wb_program *program, __u32 kfunc)
{
	struct wb_kfunc_key key = {.limits = program->limits, .kfunc = kfunc};
	__u32 newest = 0;
	void *named = bpf_map_lookup_elem(&wb_kfuncs_named, &newest);

	return named && bpf_map_lookup_elem(named, &key);
}

/* module: of another BTF than vmlinux's, whose numbers nobody can name. */
static __always_inline void wb_note_kfunc(struct wb_program *program, __u32 kfunc, int module,
					  struct wb_cause *cause)
{
	const __u32 *known = module ? 0 : bpf_map_lookup_elem(&wb_kfuncs, &kfunc);
	int named = !module && wb_is_named(program, kfunc);
	__u32 effects = known ? *known : WB_DOES_UNKNOWN | WB_WRITES_SOME_MAP;

	/* Only of helpers does the verifier keep the map. */
	if (effects & WB_WRITES_MAP_ARGUMENT)
		effects |= WB_WRITES_SOME_MAP;

	cause->kind = WB_CAUSE_KFUNC;
	cause->number = kfunc;
	if (named)
		effects &= ~WB_DOES_UNKNOWN;
	else if (!program->kfunc_refused) {
		program->kfunc_refused = kfunc;
		program->kfunc_cause = *cause;
	}
	program->kfunc = program->kfunc ?: kfunc;
	wb_note_writes(program, effects, cause);
	wb_note(program, effects & WB_ALL_EFFECTS, cause);
}

static __always_inline void wb_note_call(struct wb_program *program, __u64 instruction, __u64 told,
					 __u32 type, struct wb_cause *cause)
{
	const __u32 to_helper = 0, to_kfunc = 2;
	__u32 kind = wb_source(instruction), callee = wb_immediate(instruction);

	/* Else clang compares the whole instruction, and the verifier learns nothing of the index. */
	asm volatile("" : "+r"(callee));
	if (kind == to_helper)
		wb_note_helper(program, callee, told, type, cause);
	else if (kind == to_kfunc)
		wb_note_kfunc(program, callee, !!(instruction >> 16 & 0xffff), cause);
}

__noinline int wb_note_instruction(struct wb_program *program, __u64 instruction, __u64 told, __u32 index,
				   __u32 type)
{
	struct wb_cause cause = {
	    .kind = WB_CAUSE_ACCESS,
	    .number = wb_opcode(instruction),
	    .instruction = index,
	};
	enum wb_pointer pointer;
	__u32 effects;

	if (!program)
		return 0;
	if (wb_opcode(instruction) == (BPF_JMP | BPF_CALL)) {
		wb_note_call(program, instruction, told, type, &cause);
		return 0;
	}
	pointer = wb_is_access(instruction) ? wb_pointer_told(instruction, told) : WB_POINTER_HARMLESS;
	/* An atomic may be to one: before 7.2 the verifier keeps no pointer of those. */
	if (wb_is_store(instruction) && (pointer == WB_POINTER_ARENA || pointer == WB_POINTER_ATOMIC))
		wb_note_map_types(program, 1ULL << WB_MAP_TYPE_ARENA, &cause);
	effects = wb_is_access(instruction) ? wb_effects_of_access(instruction, pointer, type)
					    : wb_effects_of_constant(instruction);
	wb_note_writes(program, effects, &cause);
	wb_note(program, effects & WB_ALL_EFFECTS, &cause);
	return 0;
}

static __always_inline void wb_correct_index(struct wb_cause *cause, __u64 told)
{
	cause->instruction = wb_original_index(wb_told_of(told, cause->instruction));
}

__noinline int wb_count_as_loaded(struct wb_program *program, __u32 noted_before, __u64 told)
{
	__u32 news;

	if (!program)
		return 0;
	news = program->effects & ~noted_before;
	for (__u32 effect = 0; news && effect < WB_EFFECT_COUNT; effect++)
		if (news >> effect & 1 && program->causes[effect].kind)
			wb_correct_index(&program->causes[effect], told);
	if (program->kfunc_refused)
		wb_correct_index(&program->kfunc_cause, told);
	if (program->map_cause.kind)
		wb_correct_index(&program->map_cause, told);
	return 0;
}

/* Kept for the loader alone: who gets the program later is asked for each of its maps. */
__noinline int wb_note_foreign_write(struct wb_program *program, __u64 map, __u32 kind, __u32 number,
				     __u32 instruction)
{
	struct wb_cause cause = {.kind = kind, .number = number, .instruction = instruction};
	__u32 lacking;

	if (!program || program->map_refused)
		return 0;
	lacking = WB_ACCESS_WRITE & ~wb_access_of_map(program->tool, map);
	if (!lacking)
		return 0;
	program->map_refused = lacking;
	program->refused_cause = cause;
	program->refused_owner = wb_owner_of_map(map);
	bpf_probe_read_kernel_str(program->refused_map, sizeof(program->refused_map),
				  (const void *)(map + bpf_core_field_offset(struct bpf_map, name)));
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
