/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a tool may do with a map, program or link, by whose it is and what it is
 * called. Pure. Without a rule that matches, objects of others are out of reach.
 */
#ifndef WATCHBPF_REACH_H
#define WATCHBPF_REACH_H

#include "abi.h"
#include "inline.h"

/* All ones where the two are the same. The barrier keeps clang from branching, and the verifier from
 * following each. */
wb_inline __u64 wb_mask_if_same(__u64 difference)
{
	__u64 negative = -difference;

	__asm__ volatile("" : "+r"(negative));
	return ((difference | negative) >> 63) - 1;
}

/* A rule's word for owners, held against whose an object is: 0 names nobody. */
wb_inline __u64 wb_names_owner(__u32 named, __u32 owner)
{
	__u64 nobodys = wb_mask_if_same(owner ^ WB_UNTRUSTED);

	return wb_mask_if_same(named ^ WB_ANY_OWNER) | (nobodys & wb_mask_if_same(named ^ WB_NO_OWNER)) |
	       (~nobodys & wb_mask_if_same(named ^ owner));
}

wb_inline __u64 wb_map_rule_matches(const struct wb_map_rule *rule, __u32 owner,
				    const struct wb_map_name *name)
{
	__u64 difference = 0;

	for (__u32 i = 0; i < WB_NAME_BYTES / 8; i++)
		difference |= (name->words[i] ^ rule->name.words[i]) & rule->mask.words[i];
	return wb_mask_if_same(difference) & wb_names_owner(rule->owner, owner);
}

/* Nobody's objects are nobody's own: an untrusted task has none. */
wb_inline int wb_owns(__u32 tool, __u32 owner)
{
	return tool == owner && tool != WB_UNTRUSTED;
}

/*
 * WB_ACCESS_… to a map of this owner and name, by the first rule that matches. reach:
 * NULL: the tool has none, or none could be read.
 */
wb_inline __u32 wb_access_to_map(const struct wb_tool *rule, const struct wb_reach *reach, __u32 tool,
				 __u32 owner, const struct wb_map_name *name)
{
	__u64 access = 0, decided = 0;

	if (!rule || !(rule->flags & WB_TOOL_MAPS))
		return 0;
	if (wb_owns(tool, owner))
		return WB_ACCESS_READ_WRITE | WB_ACCESS_OWN;
	if (!reach)
		return 0;
	for (__u32 i = 0; i < WB_MAP_RULES; i++) {
		__u64 matches = wb_map_rule_matches(&reach->rules[i], owner, name);

		access |= reach->rules[i].access & matches & ~decided;
		decided |= matches;
	}
	return access & WB_ACCESS_READ_WRITE;
}

/*
 * The same, where it is a map of maps. Who could put a map there that it may only read, could have the
 * owner's programs write it.
 */
wb_inline __u32 wb_access_to_outer_map(const struct wb_reach *reach, int owned, __u32 access)
{
	return reach && reach->reads_only && !owned ? access & ~WB_ACCESS_WRITE : access;
}

/* WB_ACCESS_CREATE, or 0. A number past the mask is a type that this build does not know. */
wb_inline __u32 wb_access_to_type(const struct wb_reach *reach, __u32 type)
{
	return reach && type < 64 && reach->creates >> (type & 63) & 1 ? WB_ACCESS_CREATE : 0;
}

/* WB_ACCESS_… to programs and links of this owner; WB_ANY_OWNER: it is not known which. */
wb_inline __u32 wb_access_to_link(const struct wb_reach *reach, __u32 tool, __u32 owner)
{
	__u64 listed = 0;

	if (wb_owns(tool, owner))
		return WB_ACCESS_READ_WRITE | WB_ACCESS_OWN;
	if (!reach)
		return 0;
	for (__u32 i = 0; i < WB_LINK_OWNERS; i++)
		listed |= wb_names_owner(reach->links_of[i], owner);
	return listed & WB_ACCESS_READ_WRITE;
}

#endif
