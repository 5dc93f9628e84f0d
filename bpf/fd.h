/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The map behind an fd number of the current task, to name it in an event. A
 * sibling thread can swap the fd at any time, so no decision may rest on it.
 */
#ifndef WATCHBPF_FD_H
#define WATCHBPF_FD_H

#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

extern const void bpf_map_fops __ksym __weak;

static __always_inline struct bpf_map *wb_map_of_fd(__u32 fd)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **files = BPF_CORE_READ(table, fd), *file = 0;

	if (!table || fd >= BPF_CORE_READ(table, max_fds))
		return 0;
	bpf_probe_read_kernel(&file, sizeof(file), files + fd);
	if (!file || (const void *)BPF_CORE_READ(file, f_op) != &bpf_map_fops)
		return 0;
	return BPF_CORE_READ(file, private_data);
}

#endif
