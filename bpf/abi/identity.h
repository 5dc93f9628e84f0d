/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* By what a file is known, and how long the names are that cross the door. */
#ifndef WATCHBPF_ABI_IDENTITY_H
#define WATCHBPF_ABI_IDENTITY_H

#include "size.h"

/* SHA-512, the longest digest that fs-verity knows. */
#define WB_DIGEST_BYTES 64
/*
 * Identities are looked up by the first 32 bytes of a digest: SHA-512 cut to
 * 256 bits is as strong as SHA-256, and 100,000 identities then stay below 128
 * bytes of kernel memory each.
 */
#define WB_KEY_BYTES 32
/* Long enough for a unit or image name; with the rest it makes wb_tool 56. */
#define WB_TOOL_NAME_BYTES 32
/* TASK_COMM_LEN and BPF_OBJ_NAME_LEN of the kernel. */
#define WB_NAME_BYTES 16
/* A cgroup's own directory name; systemd units and pod ids fit, longer is cut. */
#define WB_CGROUP_BYTES 64
/* The name exec() was called with; longer is cut at the end. */
#define WB_PATH_BYTES 128

/* Algorithm numbers are FS_VERITY_HASH_ALG_* of the kernel's UAPI. */
#define WB_SHA256 1
#define WB_SHA512 2

/*
 * A file's fs-verity digest. The layout is struct fsverity_digest's, so that
 * the kernel writes straight into it. All zero: no digest.
 */
struct wb_digest {
	__u16 algorithm;
	__u16 size; /* bytes used: 32 or 64 */
	__u8 bytes[WB_DIGEST_BYTES];
};

struct wb_identity_key {
	__u16 algorithm;
	__u16 size;
	__u8 bytes[WB_KEY_BYTES];
};

WB_SIZE(wb_digest, 68);
WB_SIZE(wb_identity_key, 36);

#endif
