// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A congestion control of TCP: functions in the kernel's place. */
#include "case.h"

struct sock;

struct tcp_sock {
	__u32 snd_cwnd, snd_ssthresh;
} KERNEL_TYPE;

struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SEC("struct_ops/ops_pass")
__u32 ops_pass(__u64 *arguments)
{
	return 2;
}

SEC("struct_ops/ops_read")
__u32 ops_read(__u64 *arguments)
{
	struct tcp_sock *socket = (void *)arguments[0];

	return socket->snd_cwnd;
}

SEC("struct_ops/ops_write")
void ops_write(__u64 *arguments)
{
	struct tcp_sock *socket = (void *)arguments[0];

	socket->snd_ssthresh = 2;
}

SEC(".struct_ops")
struct tcp_congestion_ops wb_congestion = {
    .ssthresh = (void *)ops_pass,
    .cong_avoid = (void *)ops_write,
    .undo_cwnd = (void *)ops_read,
    .name = "wb_test",
};
