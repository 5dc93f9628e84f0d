/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Programs on perf events and tun devices, by their fd. Known by the ioctl's number alone, which
 * carries its letter and size: another device with the same one would be asked, too.
 */
#ifndef WATCHBPF_DEVICE_H
#define WATCHBPF_DEVICE_H

#include "fd.h"
#include "sideways.h"

#include <linux/if_tun.h>
#include <linux/perf_event.h>

/* A perf event takes the fd itself, and so it is known whose program it is. */
static __always_inline int wb_denies_perf(__u32 fd)
{
	__u64 file = wb_file_of_fd(fd);

	if (wb_kind_of_file(file) != WB_OBJECT_PROGRAM)
		return wb_denies_attaching(WB_HOOK_DEVICE, WB_NOT_KNOWN);
	return wb_denies_object(WB_HOOK_DEVICE, WB_OBJECT_PROGRAM, wb_object_of_file(file), WB_ACCESS_WRITE);
}

static __always_inline int wb_denies_device(__u32 command, __u64 argument)
{
	if (command == PERF_EVENT_IOC_SET_BPF)
		return wb_denies_perf(argument);
	if (command == TUNSETSTEERINGEBPF || command == TUNSETFILTEREBPF)
		return wb_denies_attaching(WB_HOOK_DEVICE, BPF_PROG_TYPE_SOCKET_FILTER);
	return 0;
}

#endif
