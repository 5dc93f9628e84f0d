/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The table of helpers, by number, as BPF programs can look it up. */
#ifndef WATCHBPF_HELPER_EFFECTS_H
#define WATCHBPF_HELPER_EFFECTS_H

#include "helpers.h"
#include "inline.h"
#include "instruction.h"

#define WB_HELPERS_KNOWN 212

/* By number: the rows have no gap, and a unit test says so. C++ knows no designators. */
static const __u32 wb_helpers[WB_HELPERS_KNOWN] = {WB_DOES_NOTHING,
#define X(number, name, effects) (effects) | 0u,
						   WB_HELPERS(X)
#undef X
};

/* Effects, and what writes maps. A number without a row may do anything. */
wb_inline __u32 wb_effects_of_helper(__u32 helper)
{
	if (helper == 0 || helper >= WB_HELPERS_KNOWN)
		return WB_DOES_UNKNOWN | WB_WRITES_SOME_MAP;
	return wb_helpers[helper];
}

wb_inline __u32 wb_effects_of_call(__u32 helper, __u32 type)
{
	__u32 effects = wb_effects_of_helper(helper);

	if (effects & WB_READS_CONTEXT && wb_is_in_set(type, WB_PACKET_CONTEXT_TYPES))
		effects |= WB_DOES_READ_PACKET;
	return effects;
}

/*
 * Which type of map a helper writes, where the verifier does not keep which map it
 * is given. Without a row: any.
 *
 *      helper's number, map type
 */
#define WB_HELPER_MAP_TYPES(X)                                                                               \
	X(25, BPF_MAP_TYPE_PERF_EVENT_ARRAY)  /* perf_event_output */                                        \
	X(27, BPF_MAP_TYPE_STACK_TRACE)       /* get_stackid */                                              \
	X(53, BPF_MAP_TYPE_SOCKMAP)           /* sock_map_update */                                          \
	X(70, BPF_MAP_TYPE_SOCKHASH)          /* sock_hash_update */                                         \
	X(107, BPF_MAP_TYPE_SK_STORAGE)       /* sk_storage_get */                                           \
	X(108, BPF_MAP_TYPE_SK_STORAGE)       /* sk_storage_delete */                                        \
	X(111, BPF_MAP_TYPE_PERF_EVENT_ARRAY) /* skb_output */                                               \
	X(121, BPF_MAP_TYPE_PERF_EVENT_ARRAY) /* xdp_output */                                               \
	X(130, BPF_MAP_TYPE_RINGBUF)          /* ringbuf_output */                                           \
	X(131, BPF_MAP_TYPE_RINGBUF)          /* ringbuf_reserve */                                          \
	X(132, BPF_MAP_TYPE_RINGBUF)          /* ringbuf_submit */                                           \
	X(133, BPF_MAP_TYPE_RINGBUF)          /* ringbuf_discard */                                          \
	X(145, BPF_MAP_TYPE_INODE_STORAGE)    /* inode_storage_get */                                        \
	X(146, BPF_MAP_TYPE_INODE_STORAGE)    /* inode_storage_delete */                                     \
	X(156, BPF_MAP_TYPE_TASK_STORAGE)     /* task_storage_get */                                         \
	X(157, BPF_MAP_TYPE_TASK_STORAGE)     /* task_storage_delete */                                      \
	X(198, BPF_MAP_TYPE_RINGBUF)          /* ringbuf_reserve_dynptr */                                   \
	X(199, BPF_MAP_TYPE_RINGBUF)          /* ringbuf_submit_dynptr */                                    \
	X(200, BPF_MAP_TYPE_RINGBUF)          /* ringbuf_discard_dynptr */                                   \
	X(209, BPF_MAP_TYPE_USER_RINGBUF)     /* user_ringbuf_drain */                                       \
	X(210, 32 /* CGRP_STORAGE */)         /* cgrp_storage_get */                                         \
	X(211, 32)                            /* cgrp_storage_delete */

#ifndef __cplusplus
static const __u64 wb_helper_map_types[WB_HELPERS_KNOWN] = {
#define X(number, type) [number] = 1ULL << (type),
    WB_HELPER_MAP_TYPES(X)
#undef X
};

wb_inline __u64 wb_map_types_of_helper(__u32 helper)
{
	__u64 types = helper < WB_HELPERS_KNOWN ? wb_helper_map_types[helper] : 0;

	return types ? types : ~0ULL;
}
#endif

/* map_update_elem, map_delete_elem, map_push_elem, map_pop_elem: the verifier keeps the map. */
wb_inline int wb_map_of_helper_is_told(__u32 helper)
{
	return helper == 2 || helper == 3 || helper == 87 || helper == 88;
}

#endif
