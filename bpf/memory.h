/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Kernel memory by its address, where no pointer with a type is at hand. A field behind
 * such a pointer is simply read: that costs a tenth of bpf_probe_read_kernel(). What can't be
 * read is 0 either way.
 */
#ifndef WATCHBPF_MEMORY_H
#define WATCHBPF_MEMORY_H

#include "kernel.h"

#include <bpf/bpf_core_read.h>

/*
 * The 64 bits at an address. memory.bpf.c, because bpftool's linker takes a kernel function
 * (bpf_rdonly_cast) in one file only.
 */
__u64 wb_read_number(__u64 address);

/*
 * Nothing above a number of 32 bits. To the compiler that is as good as done, since it gave the number that
 * type; but where Linux puts a loop in the place of bpf_loop(), it counts with the whole register, and with
 * anything above, not at all.
 */
static __always_inline __u64 wb_narrow(__u64 number, __u32 bytes)
{
	if (bytes <= sizeof(__u32))
		asm volatile("%0 <<= 32; %0 >>= 32" : "+r"(number));
	return number;
}

/* A field of the struct at an address: a number of at most 64 bits, or an address. */
#define WB_READ(type, address, field)                                                                        \
	((typeof(((type *)0)->field))wb_narrow(                                                              \
	    wb_read_number((__u64)(address) + bpf_core_field_offset(type, field)),                           \
	    sizeof(((type *)0)->field)))

#endif
