/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef WATCHBPF_PLACE_H
#define WATCHBPF_PLACE_H

#include "kernel.h"

/*
 * Whether the task at this kernel address is where the tool counts: an enum
 * wb_reason, ALLOWED if it is.
 */
int wb_reason_of_place(__u32 tool, __u64 address);

#endif
