/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A packet filter made up on the spot: random rules, compiled to BPF. No two
 * are alike, so no list of signed programs could ever hold them.
 */
#ifndef ALICE_FILTER_H
#define ALICE_FILTER_H

#include <linux/bpf.h>
#include <stdint.h>

#define FILTER_MAX_RULES 20
/* Prologue and epilogue, and at most 11 instructions a rule. */
#define FILTER_MAX_LENGTH 256

/* What differs between the kinds of programs that see packets. */
struct filter_kind {
	int type;           /* enum bpf_prog_type */
	const char *name;   /* as bpftool spells the type */
	int data, data_end; /* offsets in the context */
	int pass;           /* the verdict that changes nothing */
};

struct filter {
	struct bpf_insn code[FILTER_MAX_LENGTH];
	int length;
	int rules;
};

/*
 * With a map, the filter counts every packet in element 0 and those that match
 * rule N in element N; map < 0: it only looks. All packets pass.
 */
void filter_make_up(struct filter *filter, const struct filter_kind *kind, int map);

/* FNV-1a over the instructions, to tell two filters apart at a glance. */
uint64_t filter_hash(const struct filter *filter);

#endif
