// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Where a task is: its ids, cgroup and namespaces, piece by piece into where.h.
 * A piece that can't be read counts as one that does not match.
 *
 * A function of its own, because the verifier looks at such a one once and not
 * on every path that leads to it; those take numbers only.
 */
#include "place.h"

#include "compat.h"
#include "memory.h"
#include "subject.h"
#include "where.h"

/* What the loops below carry. A loop of the compiler's own would be verified once for each turn. */
struct wb_place {
	struct wb_where_walk walk;
	const struct wb_where *where;
	__u64 list; /* of the kernel: ids, or pointers to cgroups */
};

static long wb_walk_group(__u32 index, struct wb_place *place)
{
	__u32 id;

	if (bpf_probe_read_kernel(&id, sizeof(id), (const void *)(place->list + index * sizeof(id))))
		return 1;
	wb_where_group(&place->walk, place->where, id);
	return 0;
}

/*
 * real_cred is who the task is. `cred` is whom it acts as: while it reads a file
 * of an overlay, that is who mounted it.
 */
static __always_inline void wb_walk_ids(struct wb_place *place, __u64 task)
{
	__u64 cred = (__u64)WB_READ(struct task_struct, task, real_cred);
	__u64 groups = (__u64)WB_READ(struct cred, cred, group_info);
	int count = WB_READ(struct group_info, groups, ngroups);

	/* Else it would be root's. */
	if (!cred)
		return;
	wb_where_user(&place->walk, place->where, WB_READ(struct cred, cred, uid.val));
	wb_where_group(&place->walk, place->where, WB_READ(struct cred, cred, gid.val));
	if (count <= 0)
		return;
	place->list = groups + bpf_core_field_offset(struct group_info, gid);
	bpf_loop(count < WB_WHERE_GROUPS_READ ? count : WB_WHERE_GROUPS_READ, wb_walk_group, place, 0);
}

/* Not in any namespace that a container would have and a service would not. */
static __always_inline __u32 wb_is_on_host(struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	struct user_namespace *users = BPF_CORE_READ(task, real_cred, user_ns);
	int user_level = 1;
	unsigned int pid_level = 1;

	bpf_core_read(&user_level, sizeof(user_level), &users->level);
	bpf_core_read(&pid_level, sizeof(pid_level), &pid->level);
	return !user_level && !pid_level &&
	       BPF_CORE_READ(task, nsproxy, cgroup_ns, ns.inum) == PROC_CGROUP_INIT_INO;
}

/* The name of `cgroup` as a level; 1 if it ends in ".slice". */
static __always_inline __u64 wb_read_level(struct cgroup *cgroup, struct wb_level *level)
{
	static const char suffix[8] = ".slice";
	const char *name = BPF_CORE_READ(cgroup, kn, name);
	char end[8] = {};
	long size;

	__builtin_memset(level, 0, sizeof(*level));
	size = bpf_probe_read_kernel_str(level->name, sizeof(level->name), name);
	/* Cut, perhaps to another's name, unless it ends just here. */
	if (size >= WB_CGROUP_BYTES && bpf_probe_read_kernel(end, 1, name + WB_CGROUP_BYTES - 1))
		end[0] = 1;
	if (size < 0 || end[0]) {
		level->name[0] = 0;
		return 0;
	}
	/* With the NUL: seven bytes. */
	if (size < 7 || bpf_probe_read_kernel(end, 7, name + size - 7))
		return 0;
	return 1 ^ wb_differ(*(const __u64 *)end ^ *(const __u64 *)suffix);
}

static long wb_walk_level(__u32 depth, struct wb_place *place)
{
	struct cgroup *ancestor;
	struct wb_level level;
	__u64 is_slice;

	/* The first one is the root, which has no name. */
	if (bpf_probe_read_kernel(&ancestor, sizeof(ancestor),
				  (const void *)(place->list + (depth + 1) * sizeof(ancestor))))
		return 1;
	is_slice = wb_read_level(ancestor, &level);
	wb_where_level(&place->walk, place->where, depth, &level, is_slice);
	return 0;
}

static __always_inline void wb_walk_cgroup(struct wb_place *place, struct task_struct *task)
{
	struct cgroup *cgroup = BPF_CORE_READ(task, cgroups, dfl_cgrp);
	__u32 levels = BPF_CORE_READ(cgroup, level);

	place->list = (__u64)__builtin_preserve_access_index(&cgroup->ancestors[0]);
	bpf_loop(levels < WB_WHERE_WALK ? levels : WB_WHERE_WALK, wb_walk_level, place, 0);
}

/* What the tool's rule asks for; NULL: unreadable, so nowhere. */
static __always_inline const struct wb_where *wb_where_of_tool(__u32 tool)
{
	const struct wb_tool *rule = wb_rule_of_tool(tool);
	__u32 newest = 0, index;
	void *wheres = bpf_map_lookup_elem(&wb_wheres, &newest);

	if (!rule || !wheres)
		return 0;
	index = rule->where;
	return bpf_map_lookup_elem(wheres, &index);
}

__noinline int wb_reason_of_place(__u32 tool, __u64 address)
{
	struct task_struct *task = (struct task_struct *)address;
	const struct wb_where *where = wb_where_of_tool(tool);
	struct wb_place place = {.where = where};

	if (!where)
		return WB_REASON_NO_RULE;
	if (where->flags & (WB_WHERE_USERS | WB_WHERE_GROUPS))
		wb_walk_ids(&place, address);
	if (where->flags & WB_WHERE_HOST)
		place.walk.host = wb_is_on_host(task);
	if (where->flags & (WB_WHERE_CGROUP | WB_WHERE_UNIT))
		wb_walk_cgroup(&place, task);
	return wb_where_reason(&place.walk, where);
}

char _license[] SEC("license") = "Dual BSD/GPL";
