// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Packets: read, written, sent elsewhere. */
#include "case.h"

#include <linux/pkt_cls.h>

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} devices SEC(".maps");

unsigned long long load_byte(void *skb, unsigned long long offset) asm("llvm.bpf.load.byte");

SEC("xdp")
int xdp_pass(struct xdp_md *packet)
{
	return packet->ingress_ifindex == 1 ? XDP_DROP : XDP_PASS;
}

/* Its length, from the pointers that enclose it: not one byte of it is read. */
SEC("xdp")
int xdp_length(struct xdp_md *packet)
{
	return packet->data_end - packet->data > 1500 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int xdp_read(struct xdp_md *packet)
{
	unsigned char *data = (void *)(long)packet->data, *end = (void *)(long)packet->data_end;

	return data + 1 <= end && *data ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int xdp_load_bytes(struct xdp_md *packet)
{
	unsigned char byte = 0;

	bpf_xdp_load_bytes(packet, 0, &byte, 1);
	return byte ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int xdp_write(struct xdp_md *packet)
{
	unsigned char *data = (void *)(long)packet->data, *end = (void *)(long)packet->data_end;

	if (data + 1 <= end)
		*data = 0;
	return XDP_PASS;
}

SEC("xdp")
int xdp_store_bytes(struct xdp_md *packet)
{
	unsigned char byte = 0;

	bpf_xdp_store_bytes(packet, 0, &byte, 1);
	return XDP_PASS;
}

SEC("xdp")
int xdp_adjust(struct xdp_md *packet)
{
	bpf_xdp_adjust_head(packet, 4);
	return XDP_PASS;
}

SEC("xdp")
int xdp_redirect(struct xdp_md *packet)
{
	return (int)bpf_redirect(1, 0);
}

/* The map says where to; nothing is written into it. */
SEC("xdp")
int xdp_redirect_to(struct xdp_md *packet)
{
	return (int)bpf_redirect_map(&devices, 0, 0);
}

SEC("tc")
int tc_pass(struct __sk_buff *packet)
{
	return packet->mark == 1 ? TC_ACT_SHOT : TC_ACT_OK; /* metadata, not data */
}

SEC("tc")
int tc_read(struct __sk_buff *packet)
{
	unsigned char byte = 0;

	bpf_skb_load_bytes(packet, 0, &byte, 1);
	return byte ? TC_ACT_SHOT : TC_ACT_OK;
}

/* An instruction of its own, from the days before helpers. */
SEC("socket")
int socket_read_abs(struct __sk_buff *packet)
{
	return load_byte(packet, 0) == 1;
}

SEC("tc")
int tc_write(struct __sk_buff *packet)
{
	unsigned char byte = 0;

	bpf_skb_store_bytes(packet, 0, &byte, 1, 0);
	return TC_ACT_OK;
}

SEC("tc")
int tc_mark(struct __sk_buff *packet)
{
	packet->mark = 1;
	return TC_ACT_OK;
}

SEC("tc")
int tc_redirect(struct __sk_buff *packet)
{
	return (int)bpf_redirect(1, 0);
}

SEC("tc")
int tc_clone(struct __sk_buff *packet)
{
	bpf_clone_redirect(packet, 1, 0);
	return TC_ACT_OK;
}
