/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef WATCHBPF_INHERIT_H
#define WATCHBPF_INHERIT_H

#include "kernel.h"

/*
 * Whether the current task has an fd of a map, program or link that this tool may not
 * have. inherit.bpf.c: a function of its own, which is verified once.
 */
__u32 wb_inherits(__u32 tool);

#endif
