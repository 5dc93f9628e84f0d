/* SPDX-License-Identifier: Apache-2.0 */
#include "filter.h"

#include <sys/random.h>

/* Every rule reads within these first bytes of a packet; shorter ones pass unseen. */
#define LOOKED_AT 48

static uint32_t dice(uint32_t sides)
{
	uint32_t number = 0;

	if (getrandom(&number, sizeof(number), 0) < 0)
		return 0;
	return sides ? number % sides : number;
}

static void emit(struct filter *filter, int code, int dst, int src, int offset, int constant)
{
	filter->code[filter->length++] = (struct bpf_insn){
	    .code = (__u8)code,
	    .dst_reg = (__u8)dst,
	    .src_reg = (__u8)src,
	    .off = (__s16)offset,
	    .imm = constant,
	};
}

static void move(struct filter *filter, int dst, int src)
{
	emit(filter, BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0);
}

static void set(struct filter *filter, int dst, int constant)
{
	emit(filter, BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, constant);
}

static void add(struct filter *filter, int dst, int constant)
{
	emit(filter, BPF_ALU64 | BPF_ADD | BPF_K, dst, 0, 0, constant);
}

/* map[element] += 1 */
static void count(struct filter *filter, int map, int element)
{
	emit(filter, BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, -4, element);
	move(filter, BPF_REG_2, BPF_REG_10);
	add(filter, BPF_REG_2, -4);
	emit(filter, BPF_LD | BPF_DW | BPF_IMM, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, map);
	emit(filter, 0, 0, 0, 0, 0); /* the upper half of the 64-bit constant */
	emit(filter, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem);
	emit(filter, BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 2, 0);
	set(filter, BPF_REG_1, 1);
	emit(filter, BPF_STX | BPF_ATOMIC | BPF_DW, BPF_REG_0, BPF_REG_1, 0, BPF_ADD);
}

/* "If these bytes of the packet compare so to this constant, it is one of mine." */
static void add_rule(struct filter *filter, int map)
{
	static const int widths[] = {BPF_B, BPF_H, BPF_W};
	/* Each skips the rule's body when the rule does not match. */
	static const int misses[] = {BPF_JNE, BPF_JEQ, BPF_JGT, BPF_JLT, BPF_JSET};
	int width = widths[dice(3)], miss = misses[dice(5)], jump;

	filter->rules++;
	emit(filter, BPF_LDX | BPF_MEM | width, BPF_REG_1, BPF_REG_7, (int)dice(LOOKED_AT - 4), 0);
	jump = filter->length;
	emit(filter, BPF_JMP | miss | BPF_K, BPF_REG_1, 0, 0, (int)dice(0));
	if (map >= 0)
		count(filter, map, filter->rules);
	else
		add(filter, BPF_REG_9, 1);
	filter->code[jump].off = (__s16)(filter->length - jump - 1);
}

void filter_make_up(struct filter *filter, const struct filter_kind *kind, int map)
{
	int rules = 3 + (int)dice(FILTER_MAX_RULES - 2), jump;

	filter->length = 0;
	filter->rules = 0;
	move(filter, BPF_REG_6, BPF_REG_1);
	set(filter, BPF_REG_9, 0);
	emit(filter, BPF_LDX | BPF_MEM | BPF_W, BPF_REG_7, BPF_REG_6, kind->data, 0);
	emit(filter, BPF_LDX | BPF_MEM | BPF_W, BPF_REG_8, BPF_REG_6, kind->data_end, 0);
	if (map >= 0)
		count(filter, map, 0);
	move(filter, BPF_REG_1, BPF_REG_7);
	add(filter, BPF_REG_1, LOOKED_AT);
	jump = filter->length;
	emit(filter, BPF_JMP | BPF_JGT | BPF_X, BPF_REG_1, BPF_REG_8, 0, 0);
	while (filter->rules < rules)
		add_rule(filter, map);
	filter->code[jump].off = (__s16)(filter->length - jump - 1);
	set(filter, BPF_REG_0, kind->pass);
	emit(filter, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

uint64_t filter_hash(const struct filter *filter)
{
	const unsigned char *byte = (const unsigned char *)filter->code;
	const unsigned char *end = (const unsigned char *)(filter->code + filter->length);
	uint64_t hash = 0xcbf29ce484222325u;

	for (; byte < end; byte++)
		hash = (hash ^ *byte) * 0x100000001b3u;
	return hash;
}
