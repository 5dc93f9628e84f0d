/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What an attack tells its loader: an array map of one element that is called
 * "outcome". load-object waits until `times` is not 0, and prints it.
 */
#ifndef WATCHBPF_TESTS_EFFECTS_OUTCOME_H
#define WATCHBPF_TESTS_EFFECTS_OUTCOME_H

#include <linux/types.h>

struct outcome {
	__s64 result; /* a descriptor, or -errno */
	__u32 pid;    /* of the task that it happened in */
	__u32 times;
	char comm[16];
};

#endif
