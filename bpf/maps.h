/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every map and global variable: who writes it, who reads it, and what a missing entry
 * means, which is always "not trusted". `__weak`: each file that includes this
 * header names the same map; bpftool's linker makes one of them.
 */
#ifndef WATCHBPF_MAPS_H
#define WATCHBPF_MAPS_H

#include "abi.h"
#include "kernel.h"

#include <bpf/bpf_helpers.h>

/*
 * A part of the policy: one frozen inner map, put in by the daemon. The first is
 * for libbpf to know its shape by.
 */
#define WB_POLICY_ARRAY(name, record)                                                                        \
	struct {                                                                                             \
		__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);                                                    \
		__uint(max_entries, 1);                                                                      \
		__type(key, __u32);                                                                          \
		__array(                                                                                     \
		    values, struct {                                                                         \
			    __uint(type, BPF_MAP_TYPE_ARRAY);                                                \
			    __uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_INNER_MAP);                          \
			    __uint(max_entries, 1);                                                          \
			    __uint(key_size, sizeof(__u32));                                                 \
			    __uint(value_size, sizeof(record));                                              \
		    });                                                                                      \
	} name __weak SEC(".maps")
#define WB_POLICY_HASH(name, keys)                                                                           \
	struct {                                                                                             \
		__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);                                                    \
		__uint(max_entries, 1);                                                                      \
		__type(key, __u32);                                                                          \
		__array(                                                                                     \
		    values, struct {                                                                         \
			    __uint(type, BPF_MAP_TYPE_HASH);                                                 \
			    __uint(map_flags, BPF_F_RDONLY_PROG);                                            \
			    __uint(max_entries, 1);                                                          \
			    __uint(key_size, sizeof(keys));                                                  \
			    __uint(value_size, sizeof(__u32));                                               \
		    });                                                                                      \
	} name __weak SEC(".maps")

/* digest -> tool. Read at exec. Missing: untrusted. */
WB_POLICY_HASH(wb_identities, struct wb_identity_key);

/* tool -> its rule. Read by every decision. Missing: denied. */
WB_POLICY_ARRAY(wb_tools, struct wb_tool);

/* index -> where a tool counts. Read at exec. Missing: nowhere. */
WB_POLICY_ARRAY(wb_wheres, struct wb_where);

/* index -> what a tool's programs must keep to. Read by decisions on programs. Missing: denied. */
WB_POLICY_ARRAY(wb_limits, struct wb_limits);

/* index -> what a tool may do with others' objects. Read by decisions on objects. Missing: nothing. */
WB_POLICY_ARRAY(wb_reaches, struct wb_reach);

/* limits, kfunc -> 1: named in the policy. Read by the collector. Missing: not named. */
WB_POLICY_HASH(wb_kfuncs_named, struct wb_kfunc_key);

/*
 * BTF id of a kfunc -> its effects. Written by the daemon and frozen; read by the
 * collector. Missing: this build does not know it.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, WB_MOST_KFUNCS);
	__type(key, __u32);
	__type(value, __u32);
} wb_kfuncs __weak SEC(".maps");

/*
 * prog->aux -> what is known of that program. Written and read by the hooks of
 * loads; dies with the program. Missing or full: nobody gets an fd of it.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, WB_MOST_PROGRAMS);
	__type(key, __u64);
	__type(value, struct wb_program);
} wb_programs __weak SEC(".maps");

/*
 * prog->aux -> instructions that are being looked at: too many for the stack, and not
 * for the CPU's, because a scan can be preempted. Missing or full: not looked at.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, WB_MOST_SCANS);
	__type(key, __u64);
	__type(value, struct wb_batch);
} wb_batches __weak SEC(".maps");

/*
 * Address of a map -> who made it. Written when it is made and pinned; dies with the
 * map. Full: no map is made. Missing: it counts as nobody's, and as pinned.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, WB_MOST_MAPS);
	__type(key, __u64);
	__type(value, struct wb_map);
} wb_maps __weak SEC(".maps");

/* Address of a link -> its id. Lives as long as the record below; missing: the link is from before. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, WB_MOST_LINKS);
	__type(key, __u64);
	__type(value, __u32);
} wb_link_ids __weak SEC(".maps");

/* Id of a link -> who made it. Written before the id can be found; dies with the link. Missing: perhaps our
 * own. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, WB_MOST_LINKS);
	__type(key, __u32);
	__type(value, struct wb_link);
} wb_links __weak SEC(".maps");

/*
 * tid -> the tool that a task from before watchbpf is to be. Written by the daemon
 * while it starts, then emptied and frozen; read by wb_adopt. Missing: the task stays untrusted.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__uint(max_entries, WB_ADOPTIONS);
	__type(key, __u32);
	__type(value, struct wb_adoption);
} wb_adoptions __weak SEC(".maps");

/* Our own maps and programs. Written by the daemon and frozen; read by bpf_map, bpf_prog. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, 128);
	__type(key, struct wb_object);
	__type(value, __u32);
} wb_own_objects __weak SEC(".maps");

/* task -> mark. Written at exec and fork; read by every decision. Missing: untrusted. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct wb_task);
} wb_tasks __weak SEC(".maps");

/*
 * Files that were sealed while we watched. The kernel keeps a file's page cache
 * when it seals it and never verifies what is in there: whoever could still
 * write to such a page would have Alice's digest with other content. Written at
 * the seal, read at exec; dies with the inode, and so with its cache. Missing:
 * every page was verified when it was read, or the file was sealed before us.
 */
struct {
	__uint(type, BPF_MAP_TYPE_INODE_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u32);
} wb_sealed_late __weak SEC(".maps");

/* Decisions on their way to the daemon. Full: the event is lost and counted. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} wb_events __weak SEC(".maps");

/* Defined in globals.bpf.c. Constants: set before load, frozen by libbpf. */
extern const volatile __u32 wb_audit;       /* the whole run denies nothing */
extern const volatile __u32 wb_generation;  /* of the policy; 0: no mark is valid */
extern const volatile __u32 wb_exec_events; /* enum wb_exec_events */
extern const volatile __u32 wb_cpus;        /* that the kernel may ever have */
extern const volatile __u32 wb_sees_pins;   /* else all maps count as pinned */
extern const volatile __u32 wb_traces;      /* the verifier's functions are traced; else loads are scanned */

/* Written by wb_list_programs while the daemon starts. 0: not found, so never believed. */
extern __u64 wb_map_written_stats, wb_memory_given_stats;

/* enum wb_counter. Written by the programs; the daemon reads them by mmap. */
extern __u64 wb_counters[WB_COUNTERS];

#endif
