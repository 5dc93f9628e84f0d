/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef WATCHBPF_ARGUMENT_H
#define WATCHBPF_ARGUMENT_H

#include "kernel.h"

#include <bpf/bpf_helpers.h>

/*
 * An argument of the hook as a number: functions of their own take no pointers
 * of the kernel. A hook that lacks it: 0.
 */
static __always_inline __u64 wb_argument(void *ctx, __u32 index)
{
	__u64 value = 0;

	return bpf_get_func_arg(ctx, index, &value) ? 0 : value;
}

#endif
