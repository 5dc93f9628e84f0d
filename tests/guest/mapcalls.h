/* SPDX-License-Identifier: Apache-2.0 */
/* bpf() calls about one map, with 4-byte keys and 8-byte values, without any library in between. */
#ifndef WATCHBPF_TESTS_MAPCALLS_H
#define WATCHBPF_TESTS_MAPCALLS_H

#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>

/* Since 6.9; older headers have no name for it. */
#define MAP_TYPE_ARENA ((enum bpf_map_type)33)

/* All return an fd or 0, or -1 with errno. `flags` of the opening ones: 0 or BPF_F_RDONLY. */
int map_create(const char *name, enum bpf_map_type type, uint32_t flags, int inner);
int map_open_id(uint32_t id, uint32_t flags);
/* The first map of this name that can be opened. */
int map_open_name(const char *name, uint32_t flags);
int map_info(int map, struct bpf_map_info *info);

/* LOOKUP_ELEM, UPDATE_ELEM, DELETE_ELEM, LOOKUP_AND_DELETE_ELEM. */
int map_element(enum bpf_cmd command, int map, uint32_t key, void *value);
/* Prints each element. */
int map_dump(int map);
/* LOOKUP_BATCH, UPDATE_BATCH, DELETE_BATCH, LOOKUP_AND_DELETE_BATCH, of up to four elements. */
int map_batch(enum bpf_cmd command, int map, uint32_t first, uint64_t value);
int map_freeze(int map);

enum map_use {
	MAP_READ,         /* a load from the value */
	MAP_WRITE,        /* a store to the value */
	MAP_UPDATE,       /* bpf_map_update_elem() */
	MAP_WRITE_INNER,  /* a store to the value of a map that is found in an outer map */
	MAP_WRITE_SEALED, /* the same, where programs may only read the outer map */
	MAP_WRITE_ARENA,  /* a store to the first page of an arena */
};

/* An XDP program that uses the element so; then runs it once, without an interface. */
int map_load_program(int map, enum map_use use, uint32_t key, uint64_t value);
int map_run_program(int program);

/* Attaches a program to a sockmap, which then decides over all the sockets in it. */
int map_attach_verdict(int map);

enum map_iteration {
	ITERATE_READ,
	ITERATE_WRITE, /* a store to every element */
	ITERATE_MIX,   /* one instruction that stores to the stack, or to an element */
	ITERATE_ADD,   /* an atomic */
};

/* Goes over the map with an iterator program of this kind, writing `value`. */
int map_iterate(int map, enum map_iteration iteration, uint64_t value);

#endif
