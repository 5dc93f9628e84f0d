/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The scalars of a bpf() call: the kernel's own copy. Everything behind a pointer
 * in it is still user memory and may change: not read.
 */
#ifndef WATCHBPF_ATTR_H
#define WATCHBPF_ATTR_H

#include "abi.h"
#include "kernel.h"

#include <bpf/bpf_helpers.h>

/* A failed read gives WB_NOT_KNOWN, which is denied, or no fd. */
#define WB_ATTR(attr, field)                                                                                 \
	({                                                                                                   \
		__u32 value_;                                                                                \
		if (bpf_probe_read_kernel(&value_, sizeof(value_), &(attr)->field))                          \
			value_ = WB_NOT_KNOWN;                                                               \
		value_;                                                                                      \
	})

#endif
