/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Files that stand for a map, program or link: which, and what is behind it. By its number,
 * a sibling thread can swap an fd at any time: no decision may rest on that alone.
 */
#ifndef WATCHBPF_FD_H
#define WATCHBPF_FD_H

#include "abi.h"
#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/*
 * enum wb_object_kind of what the file at this address stands for. fd.bpf.c: bpftool's linker
 * takes a kernel symbol in one file only.
 */
__u32 wb_kind_of_file(__u64 file);
__u32 wb_kind_of_operations(__u64 operations);

/* The address of the file behind an fd number of the current task; 0: none. */
static __always_inline __u64 wb_file_of_fd(__u32 fd)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **files = BPF_CORE_READ(table, fd), *file = 0;

	if (!table || fd >= BPF_CORE_READ(table, max_fds))
		return 0;
	bpf_probe_read_kernel(&file, sizeof(file), files + fd);
	return (__u64)file;
}

/* The address of the bpf_map, bpf_prog or bpf_link of such a file. */
static __always_inline __u64 wb_object_of_file(__u64 address)
{
	const struct file *file = (const struct file *)address;

	return file ? (__u64)BPF_CORE_READ(file, private_data) : 0;
}

/* What such a file was opened for, as WB_ACCESS_…: the kernel's FMODE_READ and FMODE_WRITE. */
static __always_inline __u32 wb_mode_of_file(__u64 address)
{
	const struct file *file = (const struct file *)address;

	return BPF_CORE_READ(file, f_mode) & WB_ACCESS_READ_WRITE;
}

#endif
