/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Files that stand for a map, program or link: which, and what is behind it. By its number,
 * a sibling thread can swap an fd at any time: no decision may rest on that alone.
 */
#ifndef WATCHBPF_FD_H
#define WATCHBPF_FD_H

#include "abi.h"
#include "memory.h"

#include <bpf/bpf_helpers.h>

/*
 * enum wb_object_kind of what the file at this address stands for. fd.bpf.c: bpftool's linker
 * takes a kernel symbol in one file only.
 */
__u32 wb_kind_of_file(__u64 file);

/* The address of the file behind an fd number of the current task; 0: none. memory.bpf.c */
__u64 wb_file_of_fd(__u32 fd);

/* The address of the bpf_map, bpf_prog or bpf_link of such a file. */
static __always_inline __u64 wb_object_of_file(__u64 address)
{
	return address ? (__u64)WB_READ(struct file, address, private_data) : 0;
}

/* What such a file was opened for, as WB_ACCESS_…: the kernel's FMODE_READ and FMODE_WRITE. */
static __always_inline __u32 wb_mode_of_file(__u64 address)
{
	return WB_READ(struct file, address, f_mode) & WB_ACCESS_READ_WRITE;
}

#endif
