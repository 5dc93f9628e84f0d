// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a task holds when it executes. With fds that somebody else chose, a tool could be
 * made to write its own data into another's map, or to keep another's link. Asked in
 * bprm_committed_creds, where close-on-exec is done and nobody else shares the fds.
 */
#include "inherit.h"
#include "fd.h"
#include "object.h"

/* More than that, and nobody looks through them: no mark. */
#define WB_MOST_FDS 65536
#define WB_FDS_OF_WORD 64

struct wb_fd_walk {
	__u64 open; /* address of their bitmap */
	__u64 files;
	__u64 word;
	__u32 first; /* fd of the word's bit 0 */
	__u32 tool;
	__u32 refused;
};

static __always_inline __u32 wb_is_refused(__u64 file, __u32 tool)
{
	__u32 kind = wb_kind_of_file(file);
	struct wb_object_facts object = {};
	__u64 address;

	if (kind == WB_OBJECT_NONE)
		return 0;
	address = wb_object_of_file(file);
	wb_object_at(&object, kind, address, wb_mode_of_file(file), tool);
	return object.asked & ~object.allowed || wb_is_own_object(kind, address);
}

static long wb_walk_fd(__u32 bit, struct wb_fd_walk *walk)
{
	__u64 rest = walk->word >> (bit & 63), at = walk->files + (walk->first + bit) * sizeof(__u64);

	if (!rest)
		return 1;
	if (!(rest & 1))
		return 0;
	walk->refused |= wb_is_refused(wb_read_number(at), walk->tool);
	return walk->refused ? 1 : 0;
}

static long wb_walk_word(__u32 index, struct wb_fd_walk *walk)
{
	walk->first = index * WB_FDS_OF_WORD;
	if (bpf_probe_read_kernel(&walk->word, sizeof(walk->word),
				  (const void *)(walk->open + index * sizeof(walk->word))))
		walk->refused = 1;
	if (walk->word && !walk->refused)
		bpf_loop(WB_FDS_OF_WORD, wb_walk_fd, walk, 0);
	return walk->refused ? 1 : 0;
}

__noinline __u32 wb_inherits(__u32 tool)
{
	__u64 files = (__u64)WB_READ(struct task_struct, bpf_get_current_task(), files);
	__u64 table = (__u64)WB_READ(struct files_struct, files, fdt);
	__u32 most = WB_READ(struct fdtable, table, max_fds);
	struct wb_fd_walk walk = {
	    .open = (__u64)WB_READ(struct fdtable, table, open_fds),
	    .files = (__u64)WB_READ(struct fdtable, table, fd),
	    .tool = tool,
	};

	if (!walk.open || !walk.files || most > WB_MOST_FDS)
		return 1;
	return bpf_loop(most / WB_FDS_OF_WORD, wb_walk_word, &walk, 0) < 0 || walk.refused;
}

char _license[] SEC("license") = "Dual BSD/GPL";
