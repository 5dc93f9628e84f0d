// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs on interfaces, by netlink: XDP and tc are attached by a program's fd, and taken
 * away by anybody who may configure the network.
 *
 *	wb_netlink	lsm/netlink_send
 *
 * What names a program is for whoever may attach programs. What takes all filters away is, while
 * a program of some tool could be among them.
 */
#include "netlink.h"
#include "compat.h"
#include "maps.h"
#include "sideways.h"

#include <bpf/bpf_tracing.h>

/* More in one skb, or in one message, than anybody sends: refused. */
#define WB_MOST_MESSAGES 65536
#define WB_MOST_STEPS 65536

struct wb_netlink_walk {
	__u64 at, end;      /* in the skb */
	__u64 place, rest;  /* in a message */
	__u32 wanted;       /* type of an attribute */
	__u32 program_type; /* of what was found */
	__u32 found;
};

static __always_inline __u64 wb_word_at(__u64 address, __u64 end)
{
	__u64 word = 0;

	/* The last bytes are read by themselves: nothing behind the end. A name needs no NUL. */
	if (address + sizeof(word) <= end)
		bpf_probe_read_kernel(&word, sizeof(word), (const void *)address);
	else if (address + sizeof(word) - 1 <= end)
		bpf_probe_read_kernel(&word, sizeof(word) - 1, (const void *)address);
	else if (address + sizeof(__u32) <= end)
		bpf_probe_read_kernel(&word, sizeof(__u32), (const void *)address);
	return word;
}

static long wb_walk_attribute(__u32 index, struct wb_netlink_walk *walk)
{
	__u64 start = wb_word_at(walk->place, walk->rest);
	__u32 size = start & 0xffff;

	if (walk->place + NLA_HDRLEN > walk->rest || size < NLA_HDRLEN || walk->place + size > walk->rest)
		return 1;
	if (wb_type_of_attribute(start) == walk->wanted)
		walk->found = 1;
	walk->place += NLA_ALIGN(size);
	return walk->found ? 1 : 0;
}

static long wb_walk_place(__u32 index, struct wb_netlink_walk *walk)
{
	if (walk->place + NLA_HDRLEN > walk->rest)
		return 1;
	if (wb_names_bpf(wb_word_at(walk->place, walk->rest)))
		walk->found = 1;
	walk->place += NLA_ALIGNTO;
	return walk->found ? 1 : 0;
}

static long wb_is_filter_of_tool(struct bpf_map *map, const __u64 *aux, const struct wb_program *known,
				 __u32 *found)
{
	__u32 type = BPF_CORE_READ((const struct bpf_prog_aux *)*aux, prog, type);

	if (known->tool != WB_UNTRUSTED &&
	    (type == BPF_PROG_TYPE_SCHED_CLS || type == BPF_PROG_TYPE_SCHED_ACT))
		*found = 1;
	return *found ? 1 : 0;
}

static __always_inline __u32 wb_some_tool_filters(void)
{
	__u32 found = 0;

	bpf_for_each_map_elem(&wb_programs, wb_is_filter_of_tool, &found, 0);
	return found;
}

/* More than anybody looks through counts as found: what is behind it, the kernel would read. */
static __always_inline void wb_find_attribute(struct wb_netlink_walk *walk, __u32 before, __u32 wanted)
{
	walk->place += before;
	walk->wanted = wanted;
	if (bpf_loop(WB_MOST_STEPS, wb_walk_attribute, walk, 0) == WB_MOST_STEPS)
		walk->found = 1;
}

/* A message of tc begins with its tcmsg, or with a shorter tcamsg: four bytes are before all attributes. */
static __always_inline void wb_walk_filter(struct wb_netlink_walk *walk)
{
	walk->place += sizeof(struct tcamsg);
	if (bpf_loop(WB_MOST_STEPS, wb_walk_place, walk, 0) == WB_MOST_STEPS)
		walk->found = 1;
	walk->program_type = BPF_PROG_TYPE_SCHED_CLS;
}

/* Without a kind, all filters are meant. */
static __always_inline void wb_walk_flush(struct wb_netlink_walk *walk)
{
	__u64 message = walk->place;

	wb_walk_filter(walk);
	if (walk->found)
		return;
	walk->place = message;
	wb_find_attribute(walk, sizeof(struct tcmsg), TCA_KIND);
	walk->found = walk->found ? 0 : wb_some_tool_filters();
}

static __always_inline void wb_walk_qdisc(struct wb_netlink_walk *walk)
{
	/* tcm_handle and tcm_parent follow each other. */
	__u64 place = wb_word_at(walk->place + __builtin_offsetof(struct tcmsg, tcm_handle), walk->rest);

	if (wb_is_ingress(place, place >> 32))
		walk->found = wb_some_tool_filters();
	walk->program_type = BPF_PROG_TYPE_SCHED_CLS;
}

static long wb_walk_message(__u32 index, struct wb_netlink_walk *walk)
{
	struct nlmsghdr head = {};
	__u32 class;

	if (walk->at + NLMSG_HDRLEN > walk->end)
		return 1;
	bpf_probe_read_kernel(&head, sizeof(head), (const void *)walk->at);
	if (head.nlmsg_len < NLMSG_HDRLEN || walk->at + head.nlmsg_len > walk->end)
		return 1;
	walk->place = walk->at + NLMSG_HDRLEN;
	walk->rest = walk->at + head.nlmsg_len;
	class = wb_class_of_message(head.nlmsg_type, head.nlmsg_flags);
	if (class == WB_NETLINK_DEVICE) {
		walk->program_type = BPF_PROG_TYPE_XDP;
		wb_find_attribute(walk, sizeof(struct ifinfomsg), IFLA_XDP);
	} else if (class == WB_NETLINK_FILTER) {
		wb_walk_filter(walk);
	} else if (class == WB_NETLINK_FLUSH) {
		wb_walk_flush(walk);
	} else if (class == WB_NETLINK_CHAIN) {
		walk->program_type = BPF_PROG_TYPE_SCHED_CLS;
		walk->found = wb_some_tool_filters();
	} else if (class == WB_NETLINK_QDISC) {
		wb_walk_qdisc(walk);
	}
	walk->at += NLMSG_ALIGN(head.nlmsg_len);
	return walk->found ? 1 : 0;
}

SEC("lsm/netlink_send")
int BPF_PROG(wb_netlink, struct sock *sk, struct sk_buff *skb)
{
	struct wb_netlink_walk walk = {};

	if (sk->sk_protocol != NETLINK_ROUTE)
		return 0;
	walk.at = (__u64)BPF_CORE_READ(skb, data);
	walk.end = walk.at + skb->len;
	if (bpf_loop(WB_MOST_MESSAGES, wb_walk_message, &walk, 0) == WB_MOST_MESSAGES)
		walk.found = 1;
	if (!walk.found)
		return 0;
	return wb_errno(wb_denies_attaching(WB_HOOK_NETLINK, walk.program_type));
}

char _license[] SEC("license") = "Dual BSD/GPL";
