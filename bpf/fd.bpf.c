// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Objects are known by the operations of their files, which nothing else has. */
#include "fd.h"

extern const void bpf_map_fops __ksym __weak;
extern const void bpf_prog_fops __ksym __weak;
extern const void bpf_link_fops __ksym __weak;
extern const void bpf_link_fops_poll __ksym __weak; /* 6.12 and later: some links */

__noinline __u32 wb_kind_of_file(__u64 file)
{
	const void *operations = file ? WB_READ(struct file, file, f_op) : 0;

	if (!operations)
		return WB_OBJECT_NONE;
	if (operations == &bpf_map_fops)
		return WB_OBJECT_MAP;
	if (operations == &bpf_prog_fops)
		return WB_OBJECT_PROGRAM;
	return operations == &bpf_link_fops || operations == &bpf_link_fops_poll ? WB_OBJECT_LINK
										 : WB_OBJECT_NONE;
}

char _license[] SEC("license") = "Dual BSD/GPL";
