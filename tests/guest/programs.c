/* SPDX-License-Identifier: Apache-2.0 */
#include "programs.h"

#include <bpf/btf.h>
#include <string.h>

#include "act.h"

/* The smallest program of each kind that the verifier takes. */
struct kind {
	const char *name;
	int type;
	int attach_type;
	unsigned int flags;
	int result;           /* what the program returns */
	const char *function; /* the kernel function it hangs on, if it needs one */
};

static const struct kind kinds[] = {
    {"socket_filter", BPF_PROG_TYPE_SOCKET_FILTER, 0, 0, 0, NULL},
    {"kprobe", BPF_PROG_TYPE_KPROBE, 0, 0, 0, NULL},
    {"sched_cls", BPF_PROG_TYPE_SCHED_CLS, 0, 0, 0, NULL},
    {"tracepoint", BPF_PROG_TYPE_TRACEPOINT, 0, 0, 0, NULL},
    {"sched_act", BPF_PROG_TYPE_SCHED_ACT, 0, 0, 0, NULL},
    {"xdp", BPF_PROG_TYPE_XDP, 0, 0, XDP_PASS, NULL},
    {"cgroup_skb", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_EGRESS, 0, 1, NULL},
    {"perf_event", BPF_PROG_TYPE_PERF_EVENT, 0, 0, 0, NULL},
    {"raw_tracepoint", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, 0, 0, NULL},
    {"fentry", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, 0, 0, "vfs_fsync"},
    {"iter", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, 0, 0, "bpf_iter_bpf_map"},
    {"fmod_ret", BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, 0, 0, "security_file_open"},
    {"lsm", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, 0, 0, "bpf_lsm_file_open"},
    {"lsm_cgroup", BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP, 0, 1, "bpf_lsm_socket_create"},
    {"cgroup_sysctl", BPF_PROG_TYPE_CGROUP_SYSCTL, BPF_CGROUP_SYSCTL, 0, 1, NULL},
    {"syscall", BPF_PROG_TYPE_SYSCALL, 0, BPF_F_SLEEPABLE, 0, NULL},
};

static int load(union bpf_attr *attr, int result, const char *name)
{
	struct bpf_insn code[] = {
	    {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = result},
	    {.code = BPF_JMP | BPF_EXIT},
	};

	attr->insns = (uintptr_t)code;
	attr->insn_cnt = 2;
	attr->license = (uintptr_t) "GPL";
	strncpy(attr->prog_name, name, sizeof(attr->prog_name) - 1);
	return bpf_call(BPF_PROG_LOAD, attr);
}

static int kernel_function(const char *name)
{
	struct btf *kernel = btf__load_vmlinux_btf();
	int id = kernel ? btf__find_by_name_kind(kernel, name, BTF_KIND_FUNC) : -1;

	btf__free(kernel);
	return id;
}

static int load_kind(const struct kind *kind, const char *name)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = (__u32)kind->type;
	attr.expected_attach_type = (__u32)kind->attach_type;
	attr.prog_flags = kind->flags;
	if (kind->function) {
		int id = kernel_function(kind->function);

		if (id < 0)
			return errno = ENOENT, -1;
		attr.attach_btf_id = (__u32)id;
	}
	return load(&attr, kind->result, name);
}

/* BTF that says: int replaceable(struct xdp_md *ctx). Returns its fd. */
static int load_btf(int *function)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	int context = btf__add_ptr(btf, btf__add_struct(btf, "xdp_md", 24));
	int prototype = btf__add_func_proto(btf, number);
	union bpf_attr attr;
	__u32 size;
	int fd;

	btf__add_func_param(btf, "ctx", context);
	*function = btf__add_func(btf, "replaceable", BTF_FUNC_GLOBAL, prototype);
	memset(&attr, 0, sizeof(attr));
	attr.btf = (uintptr_t)btf__raw_data(btf, &size);
	attr.btf_size = size;
	fd = bpf_call(BPF_BTF_LOAD, &attr);
	btf__free(btf);
	return fd;
}

static int load_with_btf(int type, int btf, int function, int target, const char *name)
{
	struct bpf_func_info info = {.type_id = (__u32)function};
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = (__u32)type;
	attr.prog_btf_fd = (__u32)btf;
	attr.func_info = (uintptr_t)&info;
	attr.func_info_cnt = 1;
	attr.func_info_rec_size = sizeof(info);
	if (target >= 0) {
		attr.attach_prog_fd = (__u32)target;
		attr.attach_btf_id = (__u32)function;
	}
	return load(&attr, XDP_PASS, name);
}

/* A program that replaces a function of another one (freplace), and that other one. */
static int load_extension(const char *name)
{
	int function, btf = load_btf(&function), target = -1;

	/* Somebody who may load nothing at all still has to ask for this type. */
	if (btf >= 0)
		target = load_with_btf(BPF_PROG_TYPE_XDP, btf, function, -1, "replaceable");
	return load_with_btf(BPF_PROG_TYPE_EXT, btf, function, target < 0 ? 0 : target, name);
}

int load_program(const char *kind, const char *name)
{
	if (!strcmp(kind, "ext"))
		return load_extension(name);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].name, kind))
			return load_kind(&kinds[i], name);
	errno = EINVAL;
	return -1;
}
