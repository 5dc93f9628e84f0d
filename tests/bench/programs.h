/* SPDX-License-Identifier: Apache-2.0 */
/* Programs of any size and of several kinds, to be loaded. */
#ifndef BENCH_PROGRAMS_H
#define BENCH_PROGRAMS_H

#include <linux/bpf.h>

enum { kMaxSize = 1000000 };

struct program_kind {
	const char *name;
	unsigned int limit; /* no larger ones */
	/* Fills the place for as many instructions as fit and returns how many it took. */
	unsigned int (*write)(struct bpf_insn *at, unsigned int index, unsigned int room, int map);
};

extern const struct program_kind program_kinds[3];

/* `map` is one whose keys and values have 8 bytes. */
void write_program(struct bpf_insn *code, const struct program_kind *kind, unsigned int size, int map);

#endif
