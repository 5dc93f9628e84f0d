/* SPDX-License-Identifier: Apache-2.0 */
#include "objects.h"

#include <bpf/btf.h>
#include <fcntl.h>
#include <string.h>

#include "act.h"
#include "attach.h"
#include "programs.h"

/* With types: only then does the kernel show it as text. */
static int make_map(void)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, 0);
	union bpf_attr attr;
	__u32 size;

	memset(&attr, 0, sizeof(attr));
	attr.btf = (uintptr_t)btf__raw_data(btf, &size);
	attr.btf_size = size;
	int types = bpf_call(BPF_BTF_LOAD, &attr);

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = sizeof(uint32_t);
	attr.value_size = sizeof(uint32_t);
	attr.max_entries = 16;
	attr.map_flags = BPF_F_MMAPABLE;
	attr.btf_fd = (__u32)types;
	attr.btf_key_type_id = (__u32)number;
	attr.btf_value_type_id = (__u32)number;
	strcpy(attr.map_name, "owners_map");
	int map = bpf_call(BPF_MAP_CREATE, &attr);

	if (types >= 0)
		close(types);
	btf__free(btf);
	return map;
}

static int link_to(int program, int target, int attach_type)
{
	union bpf_attr attr;

	if (program < 0 || target < 0)
		return -1;
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (__u32)program;
	attr.link_create.target_fd = (__u32)target;
	attr.link_create.attach_type = (__u32)attach_type;
	return bpf_call(BPF_LINK_CREATE, &attr);
}

int make_object(const char *kind)
{
	if (!strcmp(kind, "map"))
		return make_map();
	if (!strcmp(kind, "link"))
		return link_to(load_program("cgroup_skb", "owners_program"),
			       open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
			       BPF_CGROUP_INET_EGRESS);
	if (!strcmp(kind, "iterator"))
		return link_to(load_program("iter", "owners_iterator"), 0, BPF_TRACE_ITER);
	if (!strcmp(kind, "reuseport"))
		return make_reuseport(load_program("socket_filter", "owners_program"));
	return load_program(kind, "owners_program");
}

static int change_cgroup(int command, const char *folder, int program)
{
	/* Without one, -1 is what the kernel is asked about. */
	int cgroup = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	union bpf_attr attr;

	if (program < 0)
		return -1;
	memset(&attr, 0, sizeof(attr));
	attr.target_fd = (__u32)cgroup;
	attr.attach_bpf_fd = (__u32)program;
	attr.attach_type = BPF_CGROUP_INET_EGRESS;
	return bpf_call(command, &attr);
}

int attach_to_cgroup(const char *folder, int program)
{
	return change_cgroup(BPF_PROG_ATTACH, folder, program);
}

int detach_from_cgroup(const char *folder, int program)
{
	return change_cgroup(BPF_PROG_DETACH, folder, program);
}

unsigned int id_of_object(int fd)
{
	/* The first words of the info of maps, programs and links: type and id. */
	__u32 info[64] = {0};
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (__u32)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = (uintptr_t)info;
	return bpf_call(BPF_OBJ_GET_INFO_BY_FD, &attr) ? 0 : info[1];
}
