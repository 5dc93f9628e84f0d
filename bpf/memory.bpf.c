// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Kernel memory, read by its address (memory.h), and what is read so for most commands (fd.h, recent.h). */
#include "memory.h"
#include "compat.h"
#include "fd.h"
#include "recent.h"

__noinline __u64 wb_read_number(__u64 address)
{
	return wb_number_at(address);
}

static __always_inline __u64 wb_file_at(__u32 fd)
{
	struct fdtable *table = bpf_get_current_task_btf()->files->fdt;

	return fd < table->max_fds ? wb_number_at((__u64)table->fd + fd * sizeof(__u64)) : 0;
}

__noinline __u64 wb_file_of_fd(__u32 fd)
{
	return wb_file_at(fd);
}

/*
 * Of what kind the file is, the kernel asks itself, and refuses one that is no map's: only
 * maps' are told apart here.
 */
__noinline int wb_is_map_asked(__u32 fd, __u64 map, __u32 id)
{
	__u64 file = wb_file_at(fd);

	return map && file && wb_number_at(file + bpf_core_field_offset(struct file, private_data)) == map &&
	       (__u32)wb_number_at(map + bpf_core_field_offset(struct bpf_map, id)) == id;
}

char _license[] SEC("license") = "Dual BSD/GPL";
