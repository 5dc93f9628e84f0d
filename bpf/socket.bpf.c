// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs on sockets, by their fd.
 *
 *	wb_socket	lsm/socket_setsockopt
 *
 * SO_DETACH_REUSEPORT_BPF takes the program of a whole group of sockets away, whoever attached it. A
 * classic filter (SO_ATTACH_REUSEPORT_CBPF) replaces it: servers use that, so it is left alone.
 *
 * The hook has the option's number and not its value: which program it is, is not asked, only
 * whether its user may attach programs. PACKET_FANOUT_DATA takes a program's fd or a
 * classic filter, by a mode that an earlier call has set: left alone (docs/threat-model.md).
 */
#include "compat.h"
#include "sideways.h"

#include <asm/socket.h>
#include <bpf/bpf_tracing.h>

SEC("lsm/socket_setsockopt")
int BPF_PROG(wb_socket, struct socket *socket, int level, int option)
{
	if (level != SOL_SOCKET || (option != SO_ATTACH_BPF && option != SO_ATTACH_REUSEPORT_EBPF &&
				    option != SO_DETACH_REUSEPORT_BPF))
		return 0;
	return wb_errno(wb_denies_attaching(WB_HOOK_SOCKET, WB_NOT_KNOWN));
}

char _license[] SEC("license") = "Dual BSD/GPL";
