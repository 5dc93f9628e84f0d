/* SPDX-License-Identifier: Apache-2.0 */
#include "calls.h"

#include <linux/if_link.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int bpf(enum bpf_cmd command, union bpf_attr *attr)
{
	return (int)syscall(__NR_bpf, command, attr, sizeof(*attr));
}

int create_counters(const char *name, int elements)
{
	union bpf_attr attr = {
	    .map_type = BPF_MAP_TYPE_HASH,
	    .key_size = sizeof(uint32_t),
	    .value_size = sizeof(uint64_t),
	    .max_entries = (__u32)elements,
	};

	strncpy(attr.map_name, name, sizeof(attr.map_name) - 1);
	return bpf(BPF_MAP_CREATE, &attr);
}

int write_counter(int map, uint32_t element, uint64_t value)
{
	union bpf_attr attr = {
	    .map_fd = (__u32)map,
	    .key = (uintptr_t)&element,
	    .value = (uintptr_t)&value,
	};

	return bpf(BPF_MAP_UPDATE_ELEM, &attr);
}

int read_counter(int map, uint32_t element, uint64_t *value)
{
	union bpf_attr attr = {
	    .map_fd = (__u32)map,
	    .key = (uintptr_t)&element,
	    .value = (uintptr_t)value,
	};

	return bpf(BPF_MAP_LOOKUP_ELEM, &attr);
}

int load_filter(const struct filter *filter, const struct filter_kind *kind, const char *name)
{
	union bpf_attr attr = {
	    .prog_type = (__u32)kind->type,
	    .insns = (uintptr_t)filter->code,
	    .insn_cnt = (__u32)filter->length,
	    .license = (uintptr_t) "Apache-2.0",
	};

	strncpy(attr.prog_name, name, sizeof(attr.prog_name) - 1);
	return bpf(BPF_PROG_LOAD, &attr);
}

int try_program(int program)
{
	static const char packet[128];
	union bpf_attr attr = {
	    .test.prog_fd = (__u32)program,
	    .test.data_in = (uintptr_t)packet,
	    .test.data_size_in = sizeof(packet),
	};

	return bpf(BPF_PROG_TEST_RUN, &attr);
}

int attach_xdp(int program, int interface)
{
	union bpf_attr attr = {
	    .link_create.prog_fd = (__u32)program,
	    .link_create.target_ifindex = (__u32)interface,
	    .link_create.attach_type = BPF_XDP,
	    /* Generic mode: every interface has it, lo too. */
	    .link_create.flags = XDP_FLAGS_SKB_MODE,
	};

	return bpf(BPF_LINK_CREATE, &attr);
}
