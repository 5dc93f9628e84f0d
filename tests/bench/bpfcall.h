/* SPDX-License-Identifier: Apache-2.0 */
/* bpf() itself: what a library does around it is not to be counted. */
#ifndef BENCH_BPFCALL_H
#define BENCH_BPFCALL_H

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

#endif
