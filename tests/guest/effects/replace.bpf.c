// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A function of a loaded program, and another one to put into its place. */
#include "case.h"

__noinline int replaceable(struct xdp_md *packet)
{
	return packet->ingress_ifindex == 12345 ? XDP_TX : XDP_DROP; /* not a constant */
}

SEC("xdp")
int replace_me(struct xdp_md *packet)
{
	return replaceable(packet);
}

SEC("freplace/replaceable")
int replacement(struct xdp_md *packet)
{
	return XDP_PASS;
}
