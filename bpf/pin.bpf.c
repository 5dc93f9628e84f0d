// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Pins as files: reading one shows a map's values or runs an iterator, and taking one away
 * can be the end of what only it keeps. No bpf() call is in either.
 *
 *	wb_pin_open	lsm/file_open
 *	wb_pin_unlink	lsm/inode_unlink
 *	wb_pin_rename	lsm/inode_rename	away, and over another; a folder of them
 *	wb_pin_link	lsm/inode_link		a second name keeps what its owner removes
 *	wb_pin_umount	lsm/sb_umount		all of them go
 *
 * OBJ_GET is no open: lsm/bpf, bpf_map and bpf_prog see it. A folder that is removed is empty.
 */
#include "argument.h"
#include "compat.h"
#include "fd.h"
#include "sideways.h"

#include <bpf/bpf_tracing.h>

extern const void bpf_map_iops __ksym __weak;
extern const void bpf_prog_iops __ksym __weak;
extern const void bpf_link_iops __ksym __weak;

#define S_IFMT 0170000
#define S_IFDIR 0040000

static __always_inline __u32 wb_kind_of_pin(const struct inode *inode)
{
	const void *operations = (const void *)BPF_CORE_READ(inode, i_op);

	if (!operations)
		return WB_OBJECT_NONE;
	if (operations == &bpf_map_iops)
		return WB_OBJECT_MAP;
	if (operations == &bpf_prog_iops)
		return WB_OBJECT_PROGRAM;
	return operations == &bpf_link_iops ? WB_OBJECT_LINK : WB_OBJECT_NONE;
}

static __always_inline int wb_denies_pin(__u32 hook, const struct inode *inode, __u32 asked)
{
	__u32 kind = wb_kind_of_pin(inode);

	if (kind == WB_OBJECT_NONE)
		return 0;
	return wb_denies_object(hook, kind, (__u64)BPF_CORE_READ(inode, i_private), asked);
}

/* The name that is argument `index` of the hook goes away. NULL: nothing has it. */
static __always_inline int wb_denies_removal(void *ctx, __u32 index)
{
	const struct dentry *name = (const struct dentry *)wb_argument(ctx, index);
	const struct inode *inode = BPF_CORE_READ(name, d_inode);

	return inode && wb_denies_pin(WB_HOOK_PIN_REMOVE, inode, WB_ACCESS_WRITE);
}

/* All pins below it would have other names. Whose they are is not looked up: any tool may. */
static __always_inline int wb_denies_moving_folder(void *ctx)
{
	const struct dentry *name = (const struct dentry *)wb_argument(ctx, 1);

	if ((BPF_CORE_READ(name, d_inode, i_mode) & S_IFMT) != S_IFDIR)
		return 0;
	return wb_denies_object(WB_HOOK_PIN_REMOVE, WB_OBJECT_NONE, 0, 0);
}

SEC("lsm/file_open")
int BPF_PROG(wb_pin_open, struct file *file)
{
	const struct file *opened;

	if (file->f_inode->i_sb->s_magic != BPF_FS_MAGIC)
		return 0;
	opened = (const struct file *)wb_argument(ctx, 0);
	return wb_errno(wb_denies_pin(WB_HOOK_PIN_OPEN, BPF_CORE_READ(opened, f_inode), WB_ACCESS_READ));
}

SEC("lsm/inode_unlink")
int BPF_PROG(wb_pin_unlink, struct inode *folder)
{
	if (folder->i_sb->s_magic != BPF_FS_MAGIC)
		return 0;
	return wb_errno(wb_denies_removal(ctx, 1));
}

SEC("lsm/inode_rename")
int BPF_PROG(wb_pin_rename, struct inode *folder)
{
	if (folder->i_sb->s_magic != BPF_FS_MAGIC)
		return 0;
	return wb_errno(wb_denies_removal(ctx, 1) || wb_denies_removal(ctx, 3) ||
			wb_denies_moving_folder(ctx));
}

SEC("lsm/inode_link")
int BPF_PROG(wb_pin_link, struct dentry *name, struct inode *folder)
{
	if (folder->i_sb->s_magic != BPF_FS_MAGIC)
		return 0;
	return wb_errno(wb_denies_removal(ctx, 0));
}

SEC("lsm/sb_umount")
int BPF_PROG(wb_pin_umount, struct vfsmount *mount)
{
	if (mount->mnt_sb->s_magic != BPF_FS_MAGIC)
		return 0;
	return wb_errno(wb_denies_object(WB_HOOK_PIN_REMOVE, WB_OBJECT_NONE, 0, 0));
}

char _license[] SEC("license") = "Dual BSD/GPL";
