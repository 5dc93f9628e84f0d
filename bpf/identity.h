/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which tool a file is: its fs-verity digest, looked up in the policy. The
 * kernel checks every page of such a file against this digest when it is read,
 * so a file with a listed digest has the listed content.
 */
#ifndef WATCHBPF_IDENTITY_H
#define WATCHBPF_IDENTITY_H

#include "compat.h"
#include "maps.h"

static __always_inline int wb_digest_from_kfunc(struct file *file, struct wb_digest *digest)
{
	struct bpf_dynptr out;

	if (bpf_dynptr_from_mem(digest, sizeof(*digest), 0, &out))
		return 0;
	return bpf_get_fsverity_digest(file, &out) >= 0;
}

static __always_inline int wb_digest_from_inode(struct file *file, struct wb_digest *digest)
{
	struct fsverity_info *info = BPF_CORE_READ(file, f_inode, i_verity_info);
	unsigned int size;

	if (!info)
		return 0;
	/* fs-verity knows two algorithms, and their sizes differ. */
	size = BPF_CORE_READ(info, tree_params.hash_alg, digest_size);
	if (size == 32)
		digest->algorithm = WB_SHA256;
	else if (size == 64)
		digest->algorithm = WB_SHA512;
	else
		return 0;
	digest->size = size;
	return !bpf_core_read(digest->bytes, size & 0x7f, &info->file_digest);
}

/*
 * Takes bprm->file's digest; false without one. The buffer is cleared on
 * failure too: the kernel leaves another file's digest in it then.
 */
static __always_inline int wb_measure(struct linux_binprm *bprm, struct wb_digest *digest)
{
	int measured = 0;

	__builtin_memset(digest, 0, sizeof(*digest));
	if (wb_has_digest_kfunc())
		measured = wb_digest_from_kfunc(bprm->file, digest);
	else if (wb_has_inode_digest())
		measured = wb_digest_from_inode(bprm->file, digest);
	if (!measured)
		__builtin_memset(digest, 0, sizeof(*digest));
	return measured;
}

/* The file has pages in memory that may never have been verified. */
static __always_inline int wb_is_sealed_late(struct linux_binprm *bprm)
{
	return bpf_inode_storage_get(&wb_sealed_late, bprm->file->f_inode, 0, 0) != 0;
}

/* The tool that lists this digest, or WB_UNTRUSTED. */
static __always_inline __u32 wb_tool_of_digest(const struct wb_digest *digest)
{
	struct wb_identity_key key = {
	    .algorithm = digest->algorithm,
	    .size = digest->size,
	};
	__u32 newest = 0, *tool;
	void *identities = bpf_map_lookup_elem(&wb_identities, &newest);

	if (!identities)
		return WB_UNTRUSTED;
	__builtin_memcpy(key.bytes, digest->bytes, sizeof(key.bytes));
	tool = bpf_map_lookup_elem(identities, &key);
	return tool ? *tool : WB_UNTRUSTED;
}

#endif
