// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ioctl() is three subjects in one hook, because a second program on it would cost every
 * call: sealing (seal.h), and programs on perf events and tun devices (device.h).
 *
 *	wb_ioctl	lsm/file_ioctl
 *	wb_ioctl_compat	lsm/file_ioctl_compat	the same from 32-bit tasks, 6.8 and later
 */
#include "compat.h"
#include "device.h"
#include "seal.h"

#include <bpf/bpf_tracing.h>

static __always_inline int wb_answer_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	if (command == FS_IOC_ENABLE_VERITY)
		return wb_errno(wb_forgets_seal(file));
	return wb_errno(wb_denies_device(command, argument));
}

SEC("lsm/file_ioctl")
int BPF_PROG(wb_ioctl, struct file *file, unsigned int command, unsigned long argument)
{
	return wb_answer_ioctl(file, command, argument);
}

SEC("?lsm/file_ioctl_compat")
int BPF_PROG(wb_ioctl_compat, struct file *file, unsigned int command, unsigned long argument)
{
	return wb_answer_ioctl(file, command, argument);
}

char _license[] SEC("license") = "Dual BSD/GPL";
