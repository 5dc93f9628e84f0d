/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* For hooks that have an object, or an fd of it, in hand without any bpf() call. */
#ifndef WATCHBPF_SIDEWAYS_H
#define WATCHBPF_SIDEWAYS_H

#include "abi.h"

/*
 * Whether the current task may have this (enum wb_object_kind, its address, WB_ACCESS_…)
 * at this enum wb_hook; true: denied. sideways.bpf.c: a function of its own, which is verified once.
 */
int wb_denies_object(__u32 hook, __u32 kind, __u64 address, __u32 asked);

/* The same for the right to attach programs there, whichever: of this type, where it is known. */
int wb_denies_attaching(__u32 hook, __u32 program_type);

#endif
