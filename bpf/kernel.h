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

struct super_block {
	unsigned long s_magic;
};

struct inode_operations;

struct inode {
	unsigned short i_mode;
	const struct inode_operations *i_op;
	struct super_block *i_sb;
	void *i_private;
	struct fsverity_info *i_verity_info; /* until 6.12 */
};

struct file_operations;

struct file {
	unsigned int f_mode;
	struct inode *f_inode;
	const struct file_operations *f_op;
	void *private_data;
};

struct vfsmount {
	struct super_block *mnt_sb;
};

struct dentry {
	struct inode *d_inode;
};

struct sock {
	__u16 sk_protocol;
};

struct socket;

struct sk_buff {
	unsigned int len;
	unsigned char *data;
};

struct linux_binprm {
	struct file *file;
	unsigned int secureexec : 1;
	unsigned int unsafe;
	const char *filename;
	const char *interp;
};

/* Only for its first field, a 64-bit number: compat.h. */
struct timespec64 {
	long long tv_sec;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
	unsigned long *open_fds;
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
	unsigned int flags;
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

struct bpf_iter__bpf_prog {
	struct bpf_iter_meta *meta;
	struct bpf_prog *prog;
};

struct bpf_iter__bpf_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
};

struct bpf_iter__bpf_link {
	struct bpf_iter_meta *meta;
	struct bpf_link *link;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

struct bpf_map {
	struct bpf_map *inner_map_meta;
	enum bpf_map_type map_type;
	__u32 map_flags;
	__u32 id;
	char name[16];
};

/* In memory of each CPU. */
struct bpf_prog_stats {
	struct {
		__u64 v; /* deeper in the kernel's u64_stats_t, and at its start */
	} misses;
};

struct bpf_prog;

struct bpf_link {
	__u32 id;
	enum bpf_link_type type;
	struct bpf_prog *prog;
};

/* A link that is being made. */
struct bpf_link_primer {
	struct bpf_link *link;
	__u32 id;
};

struct bpf_prog_aux {
	__u32 id;
	__u32 used_map_cnt;
	struct bpf_map **used_maps;
	_Bool sleepable; /* until 6.8 */
	const char *attach_func_name;
	struct bpf_prog *dst_prog;
	char name[16];
	struct bpf_prog *prog;
	__u32 max_tp_access;
	__u32 max_rdwr_access;
};

struct bpf_prog_aux___72 {
	struct {
		__s32 keyring_serial;
		__u8 keyring_type;
		__u8 verdict;
	} sig;
};

enum bpf_sig_keyring {
	BPF_SIG_KEYRING_BUILTIN = 1,
	BPF_SIG_KEYRING_SECONDARY = 2,
	BPF_SIG_KEYRING_PLATFORM = 3,
	BPF_SIG_KEYRING_USER = 4,
};

enum bpf_sig_verdict {
	BPF_SIG_UNSIGNED = 0,
	BPF_SIG_VERIFIED = 1,
};

/* 6.18 */
union bpf_attr___signed {
	struct {
		__u64 signature;
		__u32 signature_size;
		__s32 keyring_id;
	};
};

struct bpf_prog {
	enum bpf_prog_type type;
	enum bpf_attach_type expected_attach_type;
	__u32 len;
	struct bpf_prog_stats *stats;
	struct bpf_prog_aux *aux;
	struct bpf_insn insnsi[1];
};

struct bpf_prog___69 {
	__u16 sleepable : 1;
};

/* kernel/bpf/verifier.c and include/linux/bpf_verifier.h */
enum bpf_reg_type {
	NOT_INIT = 0,
	PTR_TO_CTX = 2,
	PTR_TO_MAP_VALUE = 4,
	PTR_TO_STACK = 6,
	PTR_TO_PACKET_META = 7,
	PTR_TO_PACKET = 8,
	PTR_TO_FLOW_KEYS = 10,
	PTR_TO_TP_BUFFER = 14,
	PTR_TO_BTF_ID = 16,
	PTR_TO_MEM = 17,
	PTR_TO_BUF = 18,
	PTR_TO_ARENA = 18,
};

enum bpf_type_flag {
	MEM_ALLOC = 1024,
	PTR_UNTRUSTED = 16384,
	MEM_RCU = 2097152,
	NON_OWN_REF = 4194304,
};

enum bpf_access_type {
	BPF_READ = 1,
	BPF_WRITE = 2,
};

struct bpf_map_ptr_state {
	struct bpf_map *map_ptr;
	_Bool poison;
};

struct bpf_insn_aux_data {
	enum bpf_reg_type ptr_type; /* of calls, in the same place: the map */
	unsigned int orig_idx;
};

struct bpf_reg_state {
	enum bpf_reg_type type;
	struct bpf_map *map_ptr;
};

struct bpf_func_state {
	struct bpf_reg_state regs[11];
};

struct bpf_verifier_state {
	struct bpf_func_state *frame[8];
	__u32 curframe;
};

struct bpf_verifier_env {
	struct bpf_prog *prog;
	__u32 insn_idx;
	struct bpf_verifier_state *cur_state;
	struct bpf_map *used_maps[64];
	__u32 used_map_cnt;
	struct bpf_insn_aux_data *insn_aux_data;
};

#pragma clang attribute pop

/* include/linux/security.h, include/linux/ptrace.h */
#define LSM_UNSAFE_SHARE 1
#define LSM_UNSAFE_PTRACE 2
#define PTRACE_MODE_ATTACH 0x02
/* include/uapi/linux/magic.h */
#define BPF_FS_MAGIC 0xcafe4a11
/* include/linux/sched.h */
#define PF_KTHREAD 0x00200000
/* include/linux/proc_ns.h */
#define PROC_CGROUP_INIT_INO 0xEFFFFFFBu

#endif
