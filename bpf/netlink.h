/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a route netlink message says of programs. Numbers of include/uapi/linux/{rtnetlink,
 * if_link,pkt_sched}.h; whatever the kernel would not read either, ends the look at it.
 */
#ifndef WATCHBPF_NETLINK_H
#define WATCHBPF_NETLINK_H

#include "inline.h"

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

enum wb_netlink_class {
	WB_NETLINK_OTHER,
	WB_NETLINK_DEVICE, /* may have XDP in its attributes */
	WB_NETLINK_FILTER, /* of tc: its kind says whether a program is in it */
	WB_NETLINK_FLUSH,  /* of tc: the same, or all kinds that there are */
	WB_NETLINK_CHAIN,  /* of tc: all filters of a chain, of whatever kind */
	WB_NETLINK_QDISC,  /* of tc: takes all filters of an interface away, if it is clsact's */
};

wb_inline enum wb_netlink_class wb_class_of_message(__u32 type, __u32 flags)
{
	if (type == RTM_NEWLINK || type == RTM_SETLINK)
		return WB_NETLINK_DEVICE;
	if (type == RTM_NEWACTION || type == RTM_DELACTION)
		return WB_NETLINK_FILTER;
	/* A new one without a kind changes the one that is there. */
	if (type == RTM_NEWTFILTER || type == RTM_DELTFILTER)
		return WB_NETLINK_FLUSH;
	if (type == RTM_DELCHAIN)
		return WB_NETLINK_CHAIN;
	if (type == RTM_DELQDISC || (type == RTM_NEWQDISC && flags & NLM_F_REPLACE))
		return WB_NETLINK_QDISC;
	return WB_NETLINK_OTHER;
}

wb_inline __u32 wb_type_of_attribute(__u64 start)
{
	return start >> 16 & 0xffff & NLA_TYPE_MASK;
}

/*
 * Whether these eight bytes are an attribute that says "bpf" as its kind, of a filter or of an
 * action (TCA_KIND and TCA_ACT_KIND are 1). Actions lie deep in other kinds' options, so that every
 * place where an attribute may begin is looked at.
 */
wb_inline int wb_names_bpf(__u64 start)
{
	__u32 size = start & 0xffff, text = start >> 32;

	if (wb_type_of_attribute(start) != TCA_KIND || (text & 0xffffff) != ('b' | 'p' << 8 | 'f' << 16))
		return 0;
	return size == NLA_HDRLEN + 3 || (size > NLA_HDRLEN + 3 && !(text >> 24));
}

wb_inline int wb_is_ingress(__u32 handle, __u32 parent)
{
	/* Of a parent that is not the root, the kernel compares no more. */
	return (parent != TC_H_ROOT && TC_H_MAJ(parent) == TC_H_MAJ(TC_H_INGRESS)) ||
	       handle == TC_H_MAKE(TC_H_INGRESS, 0);
}

#endif
