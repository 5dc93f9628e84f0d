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

struct task_struct {
	int tgid;
	__u64 self_exec_id;
	struct task_struct *real_parent;
	struct css_set *cgroups;
	struct files_struct *files;
	struct seccomp seccomp;
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

#endif
