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

/* Supplementary groups that count: the lowest, because the kernel keeps them sorted. */
#define WB_WHERE_GROUPS_READ 32

/* Levels of a cgroup's path that count; a unit further down is not found. */
#define WB_WHERE_WALK 8

/* What was seen so far; zeroed before the first piece. Each is 0 or 1 but the depth and `missed`. */
struct wb_where_walk {
	__u64 user;      /* one of the users */
	__u64 group;     /* one of the groups */
	__u64 host;      /* in the host's namespaces; the caller knows */
	__u32 depth;     /* levels of the cgroup seen */
	__u64 missed;    /* bit N: cgroups[N] differs from the path */
	__u64 unit;      /* one of the units */
	__u64 no_slices; /* a level that is no slice is behind us: units end there */
};

/*
 * Nothing below branches on what it compares: the verifier would follow every
 * combination. The barrier keeps the compiler from putting the branch back.
 */
wb_inline __u64 wb_differ(__u64 bits)
{
	__u64 negative = -bits;

	__asm__ volatile("" : "+r"(negative));
	return (bits | negative) >> 63;
}

wb_inline __u64 wb_is_one_of(const __u32 *ids, __u32 id)
{
	__u64 found = 0;

	for (__u32 i = 0; i < WB_WHERE_IDS; i++)
		found |= 1 ^ wb_differ(ids[i] ^ id);
	return found & wb_differ(id ^ WB_NO_ID);
}

wb_inline void wb_where_user(struct wb_where_walk *walk, const struct wb_where *where, __u32 user)
{
	walk->user |= wb_is_one_of(where->users, user);
}

wb_inline void wb_where_group(struct wb_where_walk *walk, const struct wb_where *where, __u32 group)
{
	walk->group |= wb_is_one_of(where->groups, group);
}

wb_inline __u64 wb_levels_differ(const struct wb_level *left, const struct wb_level *right)
{
	__u64 differ = 0;

	for (__u32 i = 0; i < sizeof(left->words) / sizeof(left->words[0]); i++)
		differ |= left->words[i] ^ right->words[i];
	return wb_differ(differ);
}

/*
 * The next level, the topmost is 0; NUL-padded, and empty if its name is longer
 * than any that a policy can say. `is_slice`: 1 if it ends in ".slice". A unit
 * of the system's manager stands below nothing but slices; a user's manager is
 * a service, so that its units can't pass for the system's.
 */
wb_inline void wb_where_level(struct wb_where_walk *walk, const struct wb_where *where, __u32 depth,
			      const struct wb_level *level, __u64 is_slice)
{
	__u64 named = wb_differ(level->words[0]), unit = 0;

	if (depth >= WB_WHERE_WALK)
		return;
	walk->depth = depth + 1;
	for (__u32 i = 0; i < WB_WHERE_UNITS; i++)
		unit |= 1 ^ wb_levels_differ(&where->units[i], level);
	walk->unit |= unit & named & (1 ^ walk->no_slices);
	walk->no_slices |= 1 ^ is_slice;
	if (depth >= WB_WHERE_LEVELS)
		return;
	/* A pattern that ended above matches whatever comes below. */
	for (__u32 i = 0; i < WB_WHERE_CGROUPS; i++) {
		const struct wb_level *wanted = &where->cgroups[i][depth];

		walk->missed |= (wb_differ(wanted->words[0]) & wb_levels_differ(wanted, level)) << i;
	}
}

/* The path has at least the levels of a pattern, and none of them differed. */
wb_inline int wb_where_in_cgroup(const struct wb_where_walk *walk, const struct wb_where *where)
{
	for (__u32 i = 0; i < WB_WHERE_CGROUPS; i++)
		if (where->depths[i] && where->depths[i] <= walk->depth && !(walk->missed >> i & 1))
			return 1;
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
