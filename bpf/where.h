/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where a tool counts: a task's user, groups, cgroup and namespaces held against
 * a wb_where. Pure, and fed piece by piece, because the kernel has a task's
 * groups and the levels of its cgroup one at a time:
 *
 *	wb_where_user, wb_where_group	for each id
 *	wb_where_level			for each level of the cgroup, from the top
 *	wb_where_reason			the answer
 *
 * A root user can become any user and enter any cgroup: `where` keeps a tool
 * from those who can't, and from accidents.
 */
#ifndef WATCHBPF_WHERE_H
#define WATCHBPF_WHERE_H

#include "abi.h"
#include "inline.h"

/* What was seen so far; zeroed before the first piece. */
struct wb_where_walk {
	__u32 user;      /* one of the users */
	__u32 group;     /* one of the groups */
	__u32 host;      /* in the host's namespaces; the caller knows */
	__u32 depth;     /* levels of the cgroup seen */
	__u32 missed;    /* bit N: cgroups[N] differs from the path */
	__u32 unit;      /* one of the units */
	__u32 no_slices; /* a level that is no slice is behind us: units end there */
};

wb_inline void wb_where_user(struct wb_where_walk *walk, const struct wb_where *where, __u32 user)
{
	for (__u32 i = 0; i < WB_WHERE_IDS; i++)
		if (i < where->user_count && where->users[i] == user)
			walk->user = 1;
}

wb_inline void wb_where_group(struct wb_where_walk *walk, const struct wb_where *where, __u32 group)
{
	for (__u32 i = 0; i < WB_WHERE_IDS; i++)
		if (i < where->group_count && where->groups[i] == group)
			walk->group = 1;
}

/* Eight words, without a branch for each byte that differs. */
wb_inline int wb_same_level(const struct wb_level *left, const struct wb_level *right)
{
	__u64 differ = 0;

	for (__u32 i = 0; i < sizeof(left->name); i += sizeof(__u64)) {
		__u64 a, b;

		__builtin_memcpy(&a, left->name + i, sizeof(a));
		__builtin_memcpy(&b, right->name + i, sizeof(b));
		differ |= a ^ b;
	}
	return !differ;
}

/*
 * The next level below the root, NUL-padded. `is_slice`: its name ends in
 * ".slice". A unit of the system's manager stands below nothing but slices; a
 * user's manager is a service, so that its units can't pass for the system's.
 */
wb_inline void wb_where_level(struct wb_where_walk *walk, const struct wb_where *where,
			      const struct wb_level *level, int is_slice)
{
	__u32 depth = walk->depth++;

	if (depth < WB_WHERE_LEVELS)
		for (__u32 i = 0; i < WB_WHERE_CGROUPS; i++) {
			const struct wb_level *wanted = &where->cgroups[i][depth & (WB_WHERE_LEVELS - 1)];

			if (wanted->name[0] && !wb_same_level(wanted, level))
				walk->missed |= 1u << i;
		}
	if (walk->no_slices)
		return;
	for (__u32 i = 0; i < WB_WHERE_UNITS; i++)
		if (where->units[i].name[0] && wb_same_level(&where->units[i], level))
			walk->unit = 1;
	walk->no_slices = !is_slice;
}

/* The path has at least the levels of a pattern, and none of them differed. */
wb_inline int wb_where_in_cgroup(const struct wb_where_walk *walk, const struct wb_where *where)
{
	for (__u32 i = 0; i < WB_WHERE_CGROUPS; i++) {
		__u32 depth = 0;

		for (__u32 level = 0; level < WB_WHERE_LEVELS; level++)
			depth += where->cgroups[i][level].name[0] != 0;
		if (depth && depth <= walk->depth && !(walk->missed >> i & 1))
			return 1;
	}
	return 0;
}

/* ALLOWED, or what does not hold. No `where`: a record could not be read. */
wb_inline enum wb_reason wb_where_reason(const struct wb_where_walk *walk, const struct wb_where *where)
{
	if (where->flags & WB_WHERE_USERS && !walk->user)
		return WB_REASON_USER;
	if (where->flags & WB_WHERE_GROUPS && !walk->group)
		return WB_REASON_GROUP;
	if (where->flags & WB_WHERE_HOST && !walk->host)
		return WB_REASON_CONTAINER;
	if (where->flags & WB_WHERE_UNIT && !walk->unit)
		return WB_REASON_UNIT;
	if (where->flags & WB_WHERE_CGROUP && !wb_where_in_cgroup(walk, where))
		return WB_REASON_CGROUP;
	return WB_REASON_ALLOWED;
}

#endif
