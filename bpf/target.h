/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel function that a tracing program is for: whether a tool lists it, and
 * whether it is one that guards. Pure. Kprobes name theirs only when attached.
 */
#ifndef WATCHBPF_TARGET_H
#define WATCHBPF_TARGET_H

#include "abi.h"
#include "inline.h"

wb_inline int wb_target_matches(const struct wb_target *target, const struct wb_target_rule *rule)
{
	__u64 difference = 0;

	if (!rule->mask.words[0]) /* an unused one */
		return 0;
	for (__u32 i = 0; i < WB_TARGET_BYTES / 8; i++)
		difference |= (target->words[i] ^ rule->name.words[i]) & rule->mask.words[i];
	return !difference;
}

wb_inline int wb_target_is_listed(const struct wb_target *target, const struct wb_limits *limits)
{
	int listed = 0;

	for (__u32 i = 0; i < WB_TARGETS; i++)
		listed |= wb_target_matches(target, &limits->targets[i]);
	return listed;
}

/*
 * Decides (security_…, bpf_lsm_…) or tells watchbpf what it knows of programs: who
 * takes all places on such a function keeps the next watchbpf from attaching.
 */
#define WB_GUARDED_PREFIXES(X)                                                                               \
	X("security_")                                                                                       \
	X("bpf_lsm_")
#define WB_GUARDED_FUNCTIONS(X)                                                                              \
	X("bpf_check")                                                                                       \
	X("convert_ctx_accesses")                                                                            \
	X("bpf_convert_ctx_accesses")                                                                        \
	X("check_map_access_type")                                                                           \
	X("check_helper_mem_access")                                                                         \
	X("bpf_mkmap")                                                                                       \
	X("bpf_link_prime")                                                                                  \
	X("bpf_link_free")

/* Without a loop over the text: `size` is constant, and so the comparison unrolls. */
wb_inline int wb_starts_with(const char *name, const char *start, __u32 size)
{
	__u32 difference = 0;

	for (__u32 i = 0; i < size; i++)
		difference |= name[i] ^ start[i];
	return !difference;
}

wb_inline int wb_target_guards(const struct wb_target *target)
{
	int guards = 0;

	if (!target->name[0]) /* most have none */
		return 0;
#define X(prefix) guards |= wb_starts_with(target->name, prefix, sizeof(prefix) - 1);
	WB_GUARDED_PREFIXES(X)
#undef X
#define X(function) guards |= wb_starts_with(target->name, function, sizeof(function));
	WB_GUARDED_FUNCTIONS(X)
#undef X
	return guards;
}

#endif
