// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A map as memory: whoever has its fd could read and write all values without a further
 * bpf() call, and a program's ring buffer, too.
 *
 *	wb_mapping	lsm/mmap_file
 *
 * The kernel lets a map that is mapped read-only never become writable (no VM_MAYWRITE), so
 * what is asked for now is all. A fork's copy of a mapping has no hook: it keeps what was allowed.
 */
#include "argument.h"
#include "compat.h"
#include "fd.h"
#include "sideways.h"

#include <bpf/bpf_tracing.h>

/* include/uapi/asm-generic/mman-common.h */
#define PROT_WRITE 2

/* Most calls have no file, and most files are none of ours: cheap for both. */
SEC("lsm/mmap_file")
int BPF_PROG(wb_mapping)
{
	__u64 file = wb_argument(ctx, 0);
	__u32 asked = WB_ACCESS_READ;

	if (!file || wb_kind_of_file(file) != WB_OBJECT_MAP)
		return 0;
	if (wb_argument(ctx, 2) & PROT_WRITE)
		asked |= WB_ACCESS_WRITE;
	return wb_errno(wb_denies_object(WB_HOOK_MAPPING, WB_OBJECT_MAP, wb_object_of_file(file), asked));
}

char _license[] SEC("license") = "Dual BSD/GPL";
