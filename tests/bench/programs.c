/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No branch has a state to come back to (who does not return goes on), and no call is
 * replaced by instructions: each instruction is verified once. Of mixed programs the
 * kernel takes more than linear time all the same; a million would take it minutes.
 */
#include "programs.h"

#include <stdint.h>
#include <string.h>

enum { kMaxMixed = 65536, kRegisters = 21 };

static struct bpf_insn insn(unsigned int opcode, unsigned int destination, unsigned int source, int offset,
			    int immediate)
{
	return (struct bpf_insn){.code = (uint8_t)opcode,
				 .dst_reg = destination & 0xf,
				 .src_reg = source & 0xf,
				 .off = (int16_t)offset,
				 .imm = immediate};
}

static struct bpf_insn move(unsigned int destination, unsigned int source)
{
	return insn(BPF_ALU64 | BPF_MOV | BPF_X, destination, source, 0, 0);
}

static struct bpf_insn alu(unsigned int operation, unsigned int destination, int immediate)
{
	return insn(BPF_ALU64 | operation | BPF_K, destination, 0, 0, immediate);
}

static struct bpf_insn alu_of(unsigned int operation, unsigned int destination, unsigned int source)
{
	return insn(BPF_ALU64 | operation | BPF_X, destination, source, 0, 0);
}

static struct bpf_insn load(unsigned int destination, unsigned int base, int offset)
{
	return insn(BPF_LDX | BPF_MEM | BPF_DW, destination, base, offset, 0);
}

static struct bpf_insn store(unsigned int base, int offset, unsigned int source)
{
	return insn(BPF_STX | BPF_MEM | BPF_DW, base, source, offset, 0);
}

static struct bpf_insn call(int helper)
{
	return insn(BPF_JMP | BPF_CALL, 0, 0, 0, helper);
}

static struct bpf_insn leave(void)
{
	return insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* A field of struct pt_regs, the argument of kprobes. */
static int register_at(unsigned int index)
{
	return (int)(index % kRegisters * 8);
}

static unsigned int arithmetic(struct bpf_insn *at, unsigned int index, unsigned int room, int map)
{
	static const unsigned int operations[] = {BPF_ADD, BPF_XOR, BPF_MUL, BPF_RSH, BPF_OR, BPF_SUB};

	(void)room, (void)map;
	*at = alu(operations[index % 6], index % 3 ? 7 : 8, 5);
	return 1;
}

static unsigned int context_loads(struct bpf_insn *at, unsigned int index, unsigned int room, int map)
{
	(void)room, (void)map;
	*at = load(2 + index % 4, 6, register_at(index));
	return 1;
}

/*
 * From the argument over the stack to a key, its value looked up and added to; the time;
 * a bound that is checked. A third are loads and stores.
 */
static unsigned int mixed(struct bpf_insn *at, unsigned int index, unsigned int room, int map)
{
	const struct bpf_insn block[] = {
	    load(2, 6, register_at(index)),
	    alu_of(BPF_ADD, 7, 2),
	    store(10, -16, 7),
	    load(3, 6, register_at(index + 5)),
	    alu_of(BPF_XOR, 7, 3),
	    insn(BPF_JMP | BPF_JNE | BPF_K, 7, 0, 2, 12345),
	    alu(BPF_MOV, 0, 0),
	    leave(),
	    load(8, 10, -16),
	    alu_of(BPF_ADD, 8, 7),
	    store(10, -8, 8),
	    move(2, 10),
	    alu(BPF_ADD, 2, -8),
	    insn(BPF_LD | BPF_IMM | BPF_DW, 1, BPF_PSEUDO_MAP_FD, 0, map),
	    insn(0, 0, 0, 0, 0),
	    call(BPF_FUNC_map_lookup_elem),
	    insn(BPF_JMP | BPF_JNE | BPF_K, 0, 0, 2, 0),
	    alu(BPF_MOV, 0, 0),
	    leave(),
	    load(3, 0, 0),
	    alu_of(BPF_ADD, 3, 8),
	    store(0, 0, 3),
	    call(BPF_FUNC_ktime_get_ns),
	    move(8, 0),
	    store(10, -24, 8),
	    alu(BPF_RSH, 7, 2),
	};
	const unsigned int count = sizeof(block) / sizeof(*block);

	if (room < count)
		return arithmetic(at, index, room, map);
	memcpy(at, block, sizeof(block));
	return count;
}

const struct program_kind program_kinds[3] = {
    {"arithmetic", kMaxSize, arithmetic}, {"mixed", kMaxMixed, mixed}, {"context", kMaxSize, context_loads}};

void write_program(struct bpf_insn *code, const struct program_kind *kind, unsigned int size, int map)
{
	const struct bpf_insn begin[] = {move(6, 1), alu(BPF_MOV, 7, 1), alu(BPF_MOV, 8, 1)};
	const unsigned int end = size - 2;
	unsigned int at = 0;

	if (end >= sizeof(begin) / sizeof(*begin)) {
		memcpy(code, begin, sizeof(begin));
		at = sizeof(begin) / sizeof(*begin);
	}
	while (at < end)
		at += kind->write(code + at, at, end - at, map);
	code[end] = alu(BPF_MOV, 0, 0);
	code[end + 1] = leave();
}
