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

/* digest -> tool. Written by the daemon and frozen; read at exec. Missing: untrusted. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(
	    values, struct {
		    __uint(type, BPF_MAP_TYPE_HASH);
		    __uint(map_flags, BPF_F_RDONLY_PROG);
		    __uint(max_entries, 1);
		    __uint(key_size, sizeof(struct wb_identity_key));
		    __uint(value_size, sizeof(__u32));
	    });
} wb_identities __weak SEC(".maps");

/* tool -> its rule. Written by the daemon and frozen; read by every decision. Missing: denied. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(
	    values, struct {
		    __uint(type, BPF_MAP_TYPE_ARRAY);
		    __uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_INNER_MAP);
		    __uint(max_entries, 1);
		    __uint(key_size, sizeof(__u32));
		    __uint(value_size, sizeof(struct wb_tool));
	    });
} wb_tools __weak SEC(".maps");

/* index -> where a tool counts. Written by the daemon and frozen; read at exec. Missing: nowhere. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(
	    values, struct {
		    __uint(type, BPF_MAP_TYPE_ARRAY);
		    __uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_INNER_MAP);
		    __uint(max_entries, 1);
		    __uint(key_size, sizeof(__u32));
		    __uint(value_size, sizeof(struct wb_where));
	    });
} wb_wheres __weak SEC(".maps");

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
	__uint(max_entries, 64);
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

/* enum wb_counter. Written by the programs; the daemon reads them by mmap. */
extern __u64 wb_counters[WB_COUNTERS];

#endif
