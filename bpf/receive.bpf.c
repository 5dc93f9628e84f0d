// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * An fd of a map, program or link comes from another process: over a unix socket, by
 * pidfd_getfd(), from a seccomp supervisor. Judged as the one who gets it.
 *
 *	wb_receive	lsm/file_receive
 */
#include "argument.h"
#include "compat.h"
#include "fd.h"
#include "sideways.h"

#include <bpf/bpf_tracing.h>

SEC("lsm/file_receive")
int BPF_PROG(wb_receive)
{
	__u64 file = wb_argument(ctx, 0);
	__u32 kind = wb_kind_of_file(file);

	if (kind == WB_OBJECT_NONE)
		return 0;
	return wb_errno(
	    wb_denies_object(WB_HOOK_RECEIVE, kind, wb_object_of_file(file), wb_mode_of_file(file)));
}

char _license[] SEC("license") = "Dual BSD/GPL";
