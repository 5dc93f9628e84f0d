/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the verifier keeps of each instruction (struct bpf_insn_aux_data), in this
 * project's words. Its size and its numbers differ by kernel: CO-RE has them.
 */
#ifndef WATCHBPF_POINTER_H
#define WATCHBPF_POINTER_H

#include "compat.h"
#include "helper_effects.h"
#include "instruction.h"
#include "memory.h"

static __always_inline __u64 wb_told_of(__u64 first, __u32 index)
{
	return first ? first + index * (__u64)bpf_core_type_size(struct bpf_insn_aux_data) : 0;
}

static __always_inline __u32 wb_original_index(__u64 told)
{
	return WB_READ(struct bpf_insn_aux_data, told, orig_idx);
}

#define WB_REG_TYPE(name) bpf_core_enum_value(enum bpf_reg_type, name)
/* Kernels that lack a flag have no such pointers. */
#define WB_TYPE_FLAG(name)                                                                                   \
	(bpf_core_enum_value_exists(enum bpf_type_flag, name)                                                \
	     ? (__u32)bpf_core_enum_value(enum bpf_type_flag, name)                                          \
	     : 0)

static __always_inline enum wb_pointer wb_pointer_of_type(__u32 type)
{
	__u32 base = type & 0xff; /* BPF_BASE_TYPE_MASK */

	/* Memory that the program asked for is its own until it hangs it on a map's value. */
	if (base == WB_REG_TYPE(PTR_TO_BTF_ID) && type & WB_TYPE_FLAG(MEM_ALLOC))
		return type & (WB_TYPE_FLAG(MEM_RCU) | WB_TYPE_FLAG(NON_OWN_REF)) ? WB_POINTER_MAP_OBJECT
										  : WB_POINTER_HARMLESS;
	if (base == WB_REG_TYPE(PTR_TO_BTF_ID) || base == WB_REG_TYPE(PTR_TO_TP_BUFFER))
		return WB_POINTER_KERNEL;
	if (base == WB_REG_TYPE(PTR_TO_MAP_VALUE))
		return WB_POINTER_MAP_VALUE;
	if (base == WB_REG_TYPE(PTR_TO_CTX))
		return WB_POINTER_CONTEXT;
	if (base == WB_REG_TYPE(PTR_TO_PACKET) || base == WB_REG_TYPE(PTR_TO_PACKET_META) ||
	    base == WB_REG_TYPE(PTR_TO_FLOW_KEYS))
		return WB_POINTER_PACKET;
	if (base == WB_REG_TYPE(PTR_TO_BUF))
		return WB_POINTER_ITERATED;
	if (bpf_core_enum_value_exists(enum bpf_reg_type, PTR_TO_ARENA) && base == WB_REG_TYPE(PTR_TO_ARENA))
		return WB_POINTER_ARENA;
	/* What a global function is given: it may be a map's value. */
	if (base == WB_REG_TYPE(PTR_TO_MEM) && !(type & ~0xffU))
		return WB_POINTER_MAP_VALUE;
	/* bpf_rdonly_cast() to no type: any address at all. */
	if (base == WB_REG_TYPE(PTR_TO_MEM) && type & bpf_core_enum_value(enum bpf_type_flag, PTR_UNTRUSTED))
		return WB_POINTER_KERNEL;
	return base == WB_REG_TYPE(NOT_INIT) ? WB_POINTER_UNKNOWN : WB_POINTER_HARMLESS;
}

/* Of an access. Atomics are told since 7.2; the verifier allows few pointers to them. */
static __always_inline enum wb_pointer wb_pointer_told(__u64 instruction, __u64 told)
{
	enum wb_pointer pointer;

	if (!told)
		return WB_POINTER_UNKNOWN;
	pointer = wb_pointer_of_type(WB_READ(struct bpf_insn_aux_data, told, ptr_type));
	return pointer == WB_POINTER_UNKNOWN && wb_is_atomic(instruction) ? WB_POINTER_ATOMIC : pointer;
}

/* Pointers through which loads of this type of program have no effect, as bits of their numbers. */
static __always_inline __u32 wb_silent_loads(__u32 type)
{
	__u32 silent = 1u << WB_REG_TYPE(PTR_TO_STACK) | 1u << WB_REG_TYPE(PTR_TO_MAP_VALUE);

	/* Others find the packet there. */
	return wb_is_in_set(type, WB_PACKET_TYPES) ? silent : silent | 1u << WB_REG_TYPE(PTR_TO_CTX);
}

/* The same of stores. Values of maps count once (noted: the effects so far). */
static __always_inline __u32 wb_silent_stores(__u32 noted)
{
	__u32 silent = 1u << WB_REG_TYPE(PTR_TO_STACK);

	return noted & WB_WRITES_MEMORY_ARGUMENT ? silent | 1u << WB_REG_TYPE(PTR_TO_MAP_VALUE) : silent;
}

/* The one map that a call is always given, or NULL where there are more or it is not told. */
static __always_inline struct bpf_map *wb_map_told(__u32 helper, __u64 told)
{
	return told && wb_map_of_helper_is_told(helper) ? wb_map_of_call(told) : 0;
}

#endif
