/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The scalars of a bpf() call by its address: the kernel's own copy, on its stack. Everything
 * behind a pointer in it is still user memory and may change: not read.
 */
#ifndef WATCHBPF_ATTR_H
#define WATCHBPF_ATTR_H

#include "memory.h"

#define WB_ATTR(attr, field) ((__u32)wb_narrow(wb_read_number((__u64) & (attr)->field), sizeof(__u32)))

#endif
