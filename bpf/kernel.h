/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel types that are read, with only the fields that are read. libbpf
 * moves every access to where the running kernel has the field (CO-RE); a
 * field that a kernel lacks is asked for in compat.h first.
 */
#ifndef WATCHBPF_KERNEL_H
#define WATCHBPF_KERNEL_H

#include <linux/bpf.h>
#include <linux/types.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct fsverity_hash_alg {
	unsigned int digest_size;
};

struct merkle_tree_params {
	const struct fsverity_hash_alg *hash_alg;
};

struct fsverity_info {
	struct merkle_tree_params tree_params;
	__u8 file_digest[64];
};

struct inode {
	struct fsverity_info *i_verity_info; /* until 6.12 */
};

struct file_operations;

struct file {
	struct inode *f_inode;
	const struct file_operations *f_op;
	void *private_data;
};

struct linux_binprm {
	struct file *file;
	unsigned int secureexec : 1;
	unsigned int unsafe;
	const char *filename;
	const char *interp;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct kernfs_node {
	const char *name;
};

struct cgroup {
	struct kernfs_node *kn;
	int level;
	struct cgroup *ancestors[1]; /* [0] is the root, [level] the cgroup itself */
};

struct css_set {
	struct cgroup *dfl_cgrp;
};

struct notification;

struct seccomp_filter {
	struct seccomp_filter *prev;
	struct notification *notif;
};

struct seccomp {
	struct seccomp_filter *filter;
};

typedef struct {
	__u32 val;
} kuid_t;

typedef struct {
	__u32 val;
} kgid_t;

struct group_info {
	int ngroups;
	kgid_t gid[1];
};

struct ns_common {
	unsigned int inum;
};

struct user_namespace {
	int level;
};

struct cgroup_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct cgroup_namespace *cgroup_ns;
};

struct cred {
	kuid_t uid;
	kgid_t gid;
	struct user_namespace *user_ns;
	struct group_info *group_info;
};

struct pid {
	unsigned int level;
};

struct mm_struct;

struct task_struct {
	int pid;
	int tgid;
	unsigned int ptrace;
	__u64 start_boottime;
	struct mm_struct *mm;
	struct pid *thread_pid;
	const struct cred *real_cred;
	struct nsproxy *nsproxy;
	__u64 self_exec_id;
	struct task_struct *real_parent;
	struct css_set *cgroups;
	struct files_struct *files;
	struct seccomp seccomp;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_map {
	enum bpf_map_type map_type;
	__u32 id;
	char name[16];
};

struct bpf_prog;

struct bpf_prog_aux {
	__u32 id;
	char name[16];
	struct bpf_prog *prog;
};

struct bpf_prog {
	enum bpf_prog_type type;
	enum bpf_attach_type expected_attach_type;
	struct bpf_prog_aux *aux;
};

#pragma clang attribute pop

/* include/linux/security.h, include/linux/ptrace.h */
#define LSM_UNSAFE_SHARE 1
#define LSM_UNSAFE_PTRACE 2
#define PTRACE_MODE_ATTACH 0x02
/* include/linux/proc_ns.h */
#define PROC_CGROUP_INIT_INO 0xEFFFFFFBu

#endif
