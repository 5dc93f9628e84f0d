/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Giving a file a digest that its cached pages do not have: maps.h says why that is remembered. */
#ifndef WATCHBPF_SEAL_H
#define WATCHBPF_SEAL_H

#include "maps.h"

#include <linux/fsverity.h>

/* Sealing stays allowed to everybody; what can't be remembered must not happen. */
static __always_inline int wb_forgets_seal(struct file *file)
{
	return !bpf_inode_storage_get(&wb_sealed_late, file->f_inode, 0, BPF_LOCAL_STORAGE_GET_F_CREATE) &&
	       !wb_audit;
}

#endif
