// SPDX-License-Identifier: Apache-2.0
#include "bpf/netlink.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>

// Eight bytes as the kernel side reads them: size, type, text.
static __u64 attribute(__u16 size, __u16 type, const char *text)
{
	__u64 start = size | static_cast<__u64>(type) << 16;
	char four[4] = {};
	__u32 word;
	std::memcpy(four, text, std::min<std::size_t>(std::strlen(text), 4));
	std::memcpy(&word, four, sizeof(word));
	return start | static_cast<__u64>(word) << 32;
}

TEST_CASE("netlink: kinds that the kernel takes for bpf")
{
	CHECK(wb_names_bpf(attribute(8, 1, "bpf")));
	CHECK(wb_names_bpf(attribute(7, 1, "bpfx")));
	CHECK(wb_names_bpf(attribute(12, 1, "bpf")));
	CHECK(wb_names_bpf(attribute(8, 1 | NLA_F_NESTED, "bpf")));
	CHECK_FALSE(wb_names_bpf(attribute(8, 1, "bpfx")));
	CHECK_FALSE(wb_names_bpf(attribute(6, 1, "bpf")));
	CHECK_FALSE(wb_names_bpf(attribute(8, 2, "bpf")));
	CHECK_FALSE(wb_names_bpf(attribute(11, 1, "flower")));
}

TEST_CASE("netlink: an attribute's type is sixteen bits without its flags")
{
	CHECK(wb_type_of_attribute(attribute(12, IFLA_XDP | NLA_F_NESTED, "\xff\xff\xff\xff")) == IFLA_XDP);
}

TEST_CASE("netlink: what a message may do")
{
	CHECK(wb_class_of_message(RTM_SETLINK, 0) == WB_NETLINK_DEVICE);
	CHECK(wb_class_of_message(RTM_NEWQDISC, NLM_F_CREATE) == WB_NETLINK_OTHER);
	CHECK(wb_class_of_message(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE) == WB_NETLINK_QDISC);
	CHECK(wb_class_of_message(RTM_DELTFILTER, 0) == WB_NETLINK_FLUSH);
	CHECK(wb_class_of_message(RTM_GETLINK, 0) == WB_NETLINK_OTHER);
	CHECK(wb_is_ingress(0, TC_H_CLSACT));
	CHECK(wb_is_ingress(0xffff0000, 0));
	CHECK(wb_is_ingress(0, 0xffff0001)); // the kernel takes it for the same
	CHECK_FALSE(wb_is_ingress(0, TC_H_ROOT));
}
