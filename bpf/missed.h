/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How often the kernel skipped the program that sees writes to maps (missed.bpf.c). */
#ifndef WATCHBPF_MISSED_H
#define WATCHBPF_MISSED_H

#include <linux/types.h>

#define WB_MISSED_UNKNOWN (~0ULL)
/* With more, no load is believed to be complete. */
#define WB_MOST_CPUS 4096

__u64 wb_missed_so_far(void);

#endif
