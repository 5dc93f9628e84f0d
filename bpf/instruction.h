/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What one instruction does, from its bits and from what its address points to.
 * Pure: the kernel asks with what the verifier found out, `watchbpf explain`
 * without; what is not known counts as everything that it could be.
 */
#ifndef WATCHBPF_INSTRUCTION_H
#define WATCHBPF_INSTRUCTION_H

#include "effects.h"
#include "inline.h"
#include "vocabulary.h"

#include <linux/bpf.h>
#include <stddef.h>

/* What the address of a load or store points to, as far as it makes a difference. */
enum wb_pointer {
	WB_POINTER_UNKNOWN,  /* nobody told: whatever the program's type can reach */
	WB_POINTER_HARMLESS, /* the stack, a socket's own fields, memory of this run */
	WB_POINTER_CONTEXT,  /* the program's argument */
	WB_POINTER_MAP_VALUE,
	WB_POINTER_ARENA,    /* of a program's one arena; the verifier does not say so as of values */
	WB_POINTER_ITERATED, /* the value that an iterator shows, of any map */
	WB_POINTER_PACKET,
	WB_POINTER_MAP_OBJECT, /* what hangs on a map's value, and may be taken from there */
	WB_POINTER_KERNEL,     /* by BTF, or by a number that became a pointer */
	WB_POINTER_ATOMIC,     /* not told, but neither packet nor context nor, by BTF, kernel */
};

/* One instruction as the kernel has it in memory. */
wb_inline __u32 wb_opcode(__u64 instruction)
{
	return instruction & 0xff;
}

wb_inline __u32 wb_destination(__u64 instruction)
{
	return instruction >> 8 & 0xf;
}

wb_inline __u32 wb_source(__u64 instruction)
{
	return instruction >> 12 & 0xf;
}

/* g++ drops the mask, then warns that it is missing; C++ wants another cast than C. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
wb_inline __u32 wb_immediate(__u64 instruction)
{
	return instruction >> 32 & 0xffffffff;
}
#pragma GCC diagnostic pop

wb_inline int wb_is_in_set(__u32 number, __u64 set)
{
	return number < 64 && set >> number & 1;
}

wb_inline __u32 wb_effects_if(int condition, __u32 effects)
{
	return condition ? effects : 0;
}

/* Most instructions only calculate or jump, in the classes with this bit. */
wb_inline int wb_may_have_effect(__u64 instruction)
{
	return !(instruction & BPF_ALU) || wb_opcode(instruction) == (BPF_JMP | BPF_CALL);
}

wb_inline int wb_is_store(__u64 instruction)
{
	const __u32 both = BPF_ST & BPF_STX; /* classes 2 and 3 */

	return (instruction & (BPF_ALU | both)) == both;
}

/* Loads and stores by address (classes 1 to 3); not the constants and old packet loads of class BPF_LD. */
wb_inline int wb_is_access(__u64 instruction)
{
	return BPF_CLASS(wb_opcode(instruction)) - BPF_LDX <= BPF_STX - BPF_LDX;
}

wb_inline int wb_is_atomic(__u64 instruction)
{
	__u32 opcode = wb_opcode(instruction);

	return BPF_CLASS(opcode) == BPF_STX && BPF_MODE(opcode) == 0xc0;
}

/* A load or store by the frame pointer, which can't be assigned to: it is the stack's, whatever the rest. */
wb_inline int wb_is_stack_access(__u64 instruction)
{
	if (wb_is_store(instruction))
		return wb_destination(instruction) == BPF_REG_10;
	return BPF_CLASS(wb_opcode(instruction)) == BPF_LDX && wb_source(instruction) == BPF_REG_10;
}

/* The program types whose context leads to packet data. */
#define WB_PACKET_TYPES                                                                                      \
	(1ULL << WB_TYPE_SOCKET_FILTER | 1ULL << WB_TYPE_SCHED_CLS | 1ULL << WB_TYPE_SCHED_ACT |             \
	 1ULL << WB_TYPE_XDP | 1ULL << WB_TYPE_CGROUP_SKB | 1ULL << WB_TYPE_LWT_IN |                         \
	 1ULL << WB_TYPE_LWT_OUT | 1ULL << WB_TYPE_LWT_XMIT | 1ULL << WB_TYPE_LWT_SEG6LOCAL |                \
	 1ULL << WB_TYPE_SK_SKB | 1ULL << WB_TYPE_SK_MSG | 1ULL << WB_TYPE_SK_REUSEPORT |                    \
	 1ULL << WB_TYPE_FLOW_DISSECTOR | 1ULL << WB_TYPE_NETFILTER | 1ULL << WB_TYPE_SOCK_OPS |             \
	 1ULL << WB_TYPE_CGROUP_SOCKOPT | 1ULL << WB_TYPE_EXT | 1ULL << WB_TYPE_STRUCT_OPS)

/* Those whose context belongs to a packet, and those where it belongs to a socket. */
#define WB_PACKET_CONTEXT_TYPES                                                                              \
	(1ULL << WB_TYPE_SCHED_CLS | 1ULL << WB_TYPE_SCHED_ACT | 1ULL << WB_TYPE_XDP |                       \
	 1ULL << WB_TYPE_CGROUP_SKB | 1ULL << WB_TYPE_LWT_IN | 1ULL << WB_TYPE_LWT_OUT |                     \
	 1ULL << WB_TYPE_LWT_XMIT | 1ULL << WB_TYPE_LWT_SEG6LOCAL | 1ULL << WB_TYPE_SK_SKB |                 \
	 1ULL << WB_TYPE_SOCKET_FILTER | 1ULL << WB_TYPE_SK_MSG | 1ULL << WB_TYPE_FLOW_DISSECTOR)
#define WB_SOCKET_CONTEXT_TYPES                                                                              \
	(1ULL << WB_TYPE_SOCK_OPS | 1ULL << WB_TYPE_CGROUP_SOCK | 1ULL << WB_TYPE_CGROUP_SOCK_ADDR |         \
	 1ULL << WB_TYPE_CGROUP_SOCKOPT | 1ULL << WB_TYPE_SK_LOOKUP)

/* What a program of this type does by its type alone. */
wb_inline __u32 wb_effects_of_type(__u32 type)
{
	/* Its functions are called where the kernel's own would be. */
	return wb_effects_if(type == WB_TYPE_STRUCT_OPS, WB_DOES_WRITE_KERNEL);
}

/* Writing the context: registers of a user process, or fields of a packet or socket. */
wb_inline __u32 wb_effects_of_context_store(__u32 type)
{
	__u32 effects = WB_DOES_NOTHING;

	if (type == WB_TYPE_KPROBE || type == WB_TYPE_PERF_EVENT)
		effects |= WB_DOES_WRITE_USER;
	if (wb_is_in_set(type, WB_PACKET_CONTEXT_TYPES))
		effects |= WB_DOES_WRITE_PACKET;
	if (wb_is_in_set(type, WB_SOCKET_CONTEXT_TYPES))
		effects |= WB_DOES_SOCK_CONTROL;
	if (type == WB_TYPE_CGROUP_SYSCTL || type == WB_TYPE_EXT)
		effects |= WB_DOES_WRITE_KERNEL;
	return effects;
}

wb_inline __u32 wb_effects_of_packet_store(__u32 type)
{
	/* There, "packet" is the option's value. */
	return type == WB_TYPE_CGROUP_SOCKOPT ? WB_DOES_SOCK_CONTROL : WB_DOES_WRITE_PACKET;
}

/* Whoever has the packet's address may hand it to helpers that read it: they don't tell. */
wb_inline __u32 wb_effects_of_context_load(__u64 instruction, __u32 type)
{
	__u32 offset = instruction >> 16 & 0xffff;
	int leads_to_packet = 0;

	switch (type) {
	case WB_TYPE_XDP:
		leads_to_packet =
		    offset == offsetof(struct xdp_md, data) || offset == offsetof(struct xdp_md, data_meta);
		break;
	case WB_TYPE_SK_MSG:
		leads_to_packet = offset == offsetof(struct sk_msg_md, data);
		break;
	case WB_TYPE_SK_REUSEPORT:
		leads_to_packet = offset == offsetof(struct sk_reuseport_md, data);
		break;
	case WB_TYPE_SOCK_OPS:
		leads_to_packet = offset == offsetof(struct bpf_sock_ops, skb_data);
		break;
	default:
		leads_to_packet = wb_is_in_set(type, WB_PACKET_CONTEXT_TYPES) &&
				  (offset == offsetof(struct __sk_buff, data) ||
				   offset == offsetof(struct __sk_buff, data_meta));
	}
	return wb_effects_if(leads_to_packet, WB_DOES_READ_PACKET);
}

wb_inline __u32 wb_effects_of_load(__u64 instruction, enum wb_pointer pointer, __u32 type)
{
	__u32 packet = wb_effects_if(wb_is_in_set(type, WB_PACKET_TYPES), WB_DOES_READ_PACKET);

	switch (pointer) {
	case WB_POINTER_CONTEXT:
		return wb_effects_of_context_load(instruction, type);
	case WB_POINTER_KERNEL:
		return WB_DOES_READ_KERNEL;
	case WB_POINTER_PACKET:
		return packet;
	case WB_POINTER_UNKNOWN:
		return WB_DOES_READ_KERNEL | packet;
	default:
		return WB_DOES_NOTHING;
	}
}

/* Which map it is that a value belongs to, the instruction does not tell. */
wb_inline __u32 wb_effects_of_store(enum wb_pointer pointer, __u32 type)
{
	__u32 packet = wb_effects_if(wb_is_in_set(type, WB_PACKET_TYPES), wb_effects_of_packet_store(type));
	/* Iterators are of type TRACING. */
	__u32 iterated =
	    wb_effects_if(type == WB_TYPE_TRACING,
			  WB_DOES_WRITE_SHARED_MAP | WB_DOES_WRITE_PINNED_MAP | WB_WRITES_ITERATED);

	switch (pointer) {
	case WB_POINTER_CONTEXT:
		return wb_effects_of_context_store(type);
	case WB_POINTER_MAP_VALUE:
	case WB_POINTER_ARENA:
	case WB_POINTER_ATOMIC:
		return WB_WRITES_MEMORY_ARGUMENT;
	case WB_POINTER_MAP_OBJECT:
		return WB_WRITES_SOME_MAP;
	case WB_POINTER_ITERATED:
		return iterated;
	case WB_POINTER_PACKET:
		return packet;
	case WB_POINTER_KERNEL:
		return WB_DOES_WRITE_KERNEL;
	case WB_POINTER_UNKNOWN:
		return WB_WRITES_MEMORY_ARGUMENT | WB_DOES_WRITE_KERNEL | packet | iterated |
		       wb_effects_of_context_store(type);
	default:
		return WB_DOES_NOTHING;
	}
}

wb_inline __u32 wb_effects_of_access(__u64 instruction, enum wb_pointer pointer, __u32 type)
{
	__u32 effects = wb_effects_of_load(instruction, pointer, type);

	if (!wb_is_store(instruction))
		return effects;
	/* An atomic one reads what was there. */
	return wb_effects_of_store(pointer, type) | (wb_is_atomic(instruction) ? effects : 0);
}

/*
 * Memory that a helper or a function is given: it may do there what the verifier
 * was asked for, and no load or store of the program tells what it points to.
 */
wb_inline __u32 wb_effects_of_argument(enum wb_pointer pointer, int write, __u32 type)
{
	switch (pointer) {
	case WB_POINTER_KERNEL:
		return WB_DOES_READ_KERNEL | wb_effects_if(write, WB_DOES_WRITE_KERNEL);
	case WB_POINTER_CONTEXT:
	case WB_POINTER_ITERATED:
	case WB_POINTER_PACKET:
	case WB_POINTER_MAP_OBJECT:
		return wb_effects_if(write, wb_effects_of_store(pointer, type));
	default:
		return WB_DOES_NOTHING;
	}
}

/* The same, where some of them were not seen. The packet's address was loaded first. */
wb_inline __u32 wb_effects_of_unseen_arguments(__u32 effects, __u32 type)
{
	const __u32 maps = WB_DOES_WRITE_SHARED_MAP | WB_DOES_WRITE_PINNED_MAP | WB_WRITES_ITERATED;

	return wb_effects_if(type == WB_TYPE_TRACING, WB_DOES_READ_KERNEL | WB_DOES_WRITE_KERNEL | maps) |
	       wb_effects_if(wb_is_in_set(type, WB_PACKET_TYPES) && effects & WB_DOES_READ_PACKET,
			     wb_effects_of_packet_store(type));
}

/* Class BPF_LD: addresses of kernel variables, and the packet loads of classic BPF. */
wb_inline __u32 wb_effects_of_constant(__u64 instruction)
{
	__u32 mode = BPF_MODE(wb_opcode(instruction));

	if (mode == BPF_ABS || mode == BPF_IND)
		return WB_DOES_READ_PACKET;
	/* BPF_PSEUDO_BTF_ID: what is behind it is read as plain memory. */
	return wb_effects_if(wb_opcode(instruction) == (BPF_LD | BPF_IMM | BPF_DW) &&
				 wb_source(instruction) == 3,
			     WB_DOES_READ_KERNEL);
}

#endif
