/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every kernel difference, in one form: since when, what changed, what is done
 * on the older side, when it can go. Features are asked from the running
 * kernel's BTF, never from its version.
 */
#ifndef WATCHBPF_COMPAT_H
#define WATCHBPF_COMPAT_H

#include "kernel.h"

#include <asm-generic/errno-base.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/*
 * 6.8: bpf_get_fsverity_digest(). Before, the digest is read from the inode
 * (i_verity_info, gone in 6.18). A kernel with neither gives no digest, so no
 * task gets a mark. Drop the inode side with 6.1.
 */
extern int bpf_get_fsverity_digest(struct file *file, struct bpf_dynptr *digest) __ksym __weak;

static __always_inline int wb_has_digest_kfunc(void)
{
	return bpf_get_fsverity_digest != 0;
}

static __always_inline int wb_has_inode_digest(void)
{
	return bpf_core_field_exists(struct inode, i_verity_info);
}

/*
 * 6.9: security_bpf_prog_load() replaces security_bpf_prog_alloc(). The older
 * hook fires before the program's type is known; lsm/bpf has judged the type
 * by then. The daemon loads the one whose attach point exists
 * (daemon/bpf_object.cpp). Drop wb_prog_alloc with 6.1.
 */

/*
 * 6.2: bpf_rdonly_cast() makes a pointer of a number, and reading through it costs
 * a few instructions instead of fifty. Before, bpf_probe_read_kernel(). Drop the
 * reading with 6.1.
 */
extern void *bpf_rdonly_cast(const void *address, __u32 btf_id) __ksym __weak;

/* The 64 bits at a kernel address, as a number also where BTF has a pointer there. */
static __always_inline __u64 wb_number_at(__u64 address)
{
	__u64 number = 0;

	if (bpf_rdonly_cast)
		return ((struct timespec64 *)bpf_rdonly_cast((const void *)address,
							     bpf_core_type_id_kernel(struct timespec64)))
		    ->tv_sec;
	bpf_probe_read_kernel(&number, sizeof(number), (const void *)address);
	return number;
}

/*
 * 6.2: LSM programs get task storage whatever other tasks do, and others have a function of
 * their own for it. Before, nobody gets it while another task of the same CPU is inside of
 * it, which this count tells (gone in 7.2): storage.bpf.c waits for that. Drop with 6.1.
 */
extern const int bpf_task_storage_busy __ksym __weak;
/* That function's, so named by the kernel; libbpf links no object that names both kinds of ksyms. */
typedef __u64 (*btf_bpf_task_storage_get_recur)(struct bpf_map *map, struct task_struct *task, void *value,
						__u64 flags, unsigned int memory);

static __always_inline int wb_storage_may_be_held(void)
{
	return !bpf_core_type_exists(btf_bpf_task_storage_get_recur) && &bpf_task_storage_busy;
}

static __always_inline int wb_storage_is_held(void)
{
	const int *held = &bpf_task_storage_busy ? bpf_this_cpu_ptr(&bpf_task_storage_busy) : 0;

	return held && *held;
}

/* 6.9: whether a program may sleep moved from its aux. Drop the aux side with 6.1. */
static __always_inline int wb_is_sleepable(const struct bpf_prog *prog)
{
	const struct bpf_prog___69 *later = (const void *)prog;

	if (bpf_core_field_exists(later->sleepable))
		return BPF_CORE_READ_BITFIELD_PROBED(later, sleepable);
	return BPF_CORE_READ(prog, aux, sleepable);
}

/*
 * 6.10: which map a call is given is a struct; before, a number with a flag in bit
 * 0, and a poisoned address where there are several maps. Drop the number with 6.1.
 */
static __always_inline struct bpf_map *wb_map_of_call(__u64 told)
{
	__u64 state = told + bpf_core_field_offset(struct bpf_insn_aux_data, ptr_type), map = 0;
	__u8 poisoned = 0;

	bpf_probe_read_kernel(&map, sizeof(map), (const void *)state);
	if (bpf_core_field_exists(struct bpf_map_ptr_state, poison))
		bpf_probe_read_kernel(
		    &poisoned, sizeof(poisoned),
		    (const void *)(state + bpf_core_field_offset(struct bpf_map_ptr_state, poison)));
	else
		poisoned = map >> 48 == 0xdead;
	return poisoned ? 0 : (struct bpf_map *)(map & ~1ULL);
}

/*
 * 6.8: 32-bit ioctl() calls have a hook of their own, file_ioctl_compat; before,
 * they went through file_ioctl. Loaded where it exists. Drop the `?` with 6.1.
 */

/*
 * 6.12: return values of LSM programs are checked against [-4095, 0], and the
 * `w0 = -w0` that clang makes of `denied ? -EPERM : 0` counts as unknown. The
 * barrier keeps a constant a constant. Drop when 6.12 goes.
 */
static __always_inline int wb_error(int number)
{
	asm volatile("" : "+r"(number));
	return number;
}

static __always_inline int wb_errno(int denied)
{
	if (denied)
		return wb_error(-EPERM);
	return 0;
}

#endif
