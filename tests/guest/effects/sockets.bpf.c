// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Sockets of other processes: their options, addresses and connections. */
#include "case.h"

#define SOL_SOCKET 1
#define SO_MARK 36
#define AF_INET 2

SEC("sockops")
int sock_ops(struct bpf_sock_ops *socket)
{
	return socket->family == AF_INET;
}

SEC("sockops")
int sock_ops_option(struct bpf_sock_ops *socket)
{
	int mark = 1;

	bpf_setsockopt(socket, SOL_SOCKET, SO_MARK, &mark, sizeof(mark));
	return 1;
}

SEC("cgroup/connect4")
int sock_connect(struct bpf_sock_addr *address)
{
	return address->user_port != 22;
}

/* No helper: a store into the context sends the connection elsewhere. */
SEC("cgroup/connect4")
int sock_connect_to(struct bpf_sock_addr *address)
{
	address->user_ip4 = 0x0100007f;
	return 1;
}

SEC("cgroup/sock_create")
int sock_bound(struct bpf_sock *socket)
{
	socket->bound_dev_if = 1;
	return 1;
}
