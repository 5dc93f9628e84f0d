/* SPDX-License-Identifier: Apache-2.0 */
#include "netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_bpf.h>
#include <net/if.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char interface[] = "side0";

/* Messages one after another; `head` is the one that is being written. */
struct request {
	char bytes[1024];
	size_t size;
	struct nlmsghdr *head;
};

static void *append(struct request *request, const void *data, size_t size)
{
	void *place = request->bytes + request->size;

	memcpy(place, data, size);
	request->size += NLMSG_ALIGN(size);
	request->head->nlmsg_len = (__u32)(request->bytes + request->size - (char *)request->head);
	return place;
}

static void begin(struct request *request, int type, int flags)
{
	struct nlmsghdr head = {.nlmsg_type = (__u16)type,
				.nlmsg_flags = (__u16)(NLM_F_REQUEST | NLM_F_ACK | flags)};

	request->head = (struct nlmsghdr *)(request->bytes + request->size);
	append(request, &head, sizeof(head));
}

static struct nlattr *attribute(struct request *request, int type, const void *data, size_t size)
{
	struct nlattr head = {.nla_len = (__u16)(NLA_HDRLEN + size), .nla_type = (__u16)type};
	struct nlattr *begun = append(request, &head, sizeof(head));

	if (size)
		append(request, data, size);
	return begun;
}

static struct nlattr *nest(struct request *request, int type)
{
	return attribute(request, type | NLA_F_NESTED, NULL, 0);
}

static void end(struct request *request, struct nlattr *nested)
{
	nested->nla_len = (__u16)(request->bytes + request->size - (char *)nested);
}

/* -1 with errno: of sending, or as the kernel's last answer says. */
static int ask(const struct request *request, int answers)
{
	int route = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	char answer[4096];

	if (send(route, request->bytes, request->size, 0) < 0)
		return -1;
	while (answers--) {
		const struct nlmsghdr *head = (void *)answer;
		const struct nlmsgerr *error = NLMSG_DATA(head);

		if (recv(route, answer, sizeof(answer), 0) < 0)
			return -1;
		if (head->nlmsg_type == NLMSG_ERROR && error->error)
			return errno = -error->error, -1;
	}
	close(route);
	return 0;
}

static void begin_link(struct request *request)
{
	struct ifinfomsg link = {.ifi_index = (int)if_nametoindex(interface)};

	begin(request, RTM_SETLINK, 0);
	append(request, &link, sizeof(link));
}

static int set_xdp(int program, int behind)
{
	uint32_t flags = XDP_FLAGS_SKB_MODE;
	struct request request = {.size = 0};
	struct nlattr *xdp;

	if (behind)
		begin_link(&request);
	begin_link(&request);
	xdp = nest(&request, IFLA_XDP);
	attribute(&request, IFLA_XDP_FD, &program, sizeof(program));
	attribute(&request, IFLA_XDP_FLAGS, &flags, sizeof(flags));
	end(&request, xdp);
	return ask(&request, behind ? 2 : 1);
}

static void begin_any_filter(struct request *request, int flags, uint32_t handle, uint32_t priority)
{
	struct tcmsg filter = {.tcm_ifindex = (int)if_nametoindex(interface),
			       .tcm_handle = handle,
			       .tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS),
			       .tcm_info = TC_H_MAKE(priority << 16, htons(ETH_P_ALL))};

	begin(request, RTM_NEWTFILTER, flags);
	append(request, &filter, sizeof(filter));
}

static void begin_filter(struct request *request, const char *kind, size_t size)
{
	/* Filters of one priority are of one kind. */
	begin_any_filter(request, NLM_F_CREATE, 0, strncmp(kind, "bpf", 3) ? 2 : 1);
	attribute(request, TCA_KIND, kind, size);
}

/* Puts a classic program in the place of the one that is there; what kind of filter that is, need not be
 * said. */
static int replace_filter(void)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct request request = {.size = 0};
	uint16_t length = 1;
	struct nlattr *options;

	begin_any_filter(&request, NLM_F_REPLACE, 1, 1);
	options = nest(&request, TCA_OPTIONS);
	attribute(&request, TCA_BPF_OPS_LEN, &length, sizeof(length));
	attribute(&request, TCA_BPF_OPS, &nothing, sizeof(nothing));
	end(&request, options);
	return ask(&request, 1);
}

static int add_filter(int program, size_t size_of_kind)
{
	uint32_t flags = TCA_BPF_FLAG_ACT_DIRECT;
	struct request request = {.size = 0};
	struct nlattr *options;

	begin_filter(&request, "bpf", size_of_kind);
	options = nest(&request, TCA_OPTIONS);
	attribute(&request, TCA_BPF_FD, &program, sizeof(program));
	attribute(&request, TCA_BPF_NAME, "side", 5);
	attribute(&request, TCA_BPF_FLAGS, &flags, sizeof(flags));
	end(&request, options);
	return ask(&request, 1);
}

/* A filter that matches all and has a program as its action. */
static int add_action(int program)
{
	struct tc_act_bpf pass = {.action = TC_ACT_OK};
	struct request request = {.size = 0};
	struct nlattr *options, *actions, *first, *action;

	begin_filter(&request, "matchall", sizeof("matchall"));
	options = nest(&request, TCA_OPTIONS);
	actions = nest(&request, TCA_MATCHALL_ACT);
	first = nest(&request, 1);
	attribute(&request, TCA_ACT_KIND, "bpf", 4);
	action = nest(&request, TCA_ACT_OPTIONS);
	attribute(&request, TCA_ACT_BPF_PARMS, &pass, sizeof(pass));
	attribute(&request, TCA_ACT_BPF_FD, &program, sizeof(program));
	attribute(&request, TCA_ACT_BPF_NAME, "side", 5);
	end(&request, action);
	end(&request, first);
	end(&request, actions);
	end(&request, options);
	return ask(&request, 1);
}

int attach_by_netlink(const char *what, int program)
{
	if (!strcmp(what, "xdp"))
		return set_xdp(program, 0);
	if (!strcmp(what, "xdp-behind"))
		return set_xdp(program, 1);
	if (!strcmp(what, "xdp-off"))
		return set_xdp(-1, 0);
	if (!strcmp(what, "tc"))
		return add_filter(program, sizeof("bpf"));
	if (!strcmp(what, "tc-bare"))
		return add_filter(program, 3);
	if (!strcmp(what, "tc-replace"))
		return replace_filter();
	if (!strcmp(what, "tc-action"))
		return add_action(program);
	return errno = EINVAL, -1;
}
