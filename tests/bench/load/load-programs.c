/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads programs of several sizes and kinds, and says what each load took, one line
 * each: KIND SIZE TIME. In a guest that counts (tests/vm/run --icount) the time is in
 * instructions: there rdtsc reads the count itself, clock_gettime a scaled one.
 *
 *	load-programs TIMES LIMIT	TIMES loads of each, of at most LIMIT instructions
 *
 * No branch has a state to come back to (who does not return goes on), and no call is
 * replaced by instructions: each instruction is verified once. Of mixed programs the
 * kernel takes more than linear time all the same; a million would take it minutes.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <x86intrin.h>

enum { kMaxSize = 1000000, kMaxMixed = 65536, kOften = 65536, kRegisters = 21 };

static const unsigned int sizes[] = {2, 64, 4000, 65536, kMaxSize};

static struct bpf_insn code[kMaxSize];
static int map;

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

/* Each fills the place for as many instructions as fit and returns how many it took; 0: none. */

static unsigned int arithmetic(struct bpf_insn *at, unsigned int index, unsigned int room)
{
	static const unsigned int operations[] = {BPF_ADD, BPF_XOR, BPF_MUL, BPF_RSH, BPF_OR, BPF_SUB};

	(void)room;
	*at = alu(operations[index % 6], index % 3 ? 7 : 8, 5);
	return 1;
}

static unsigned int context_loads(struct bpf_insn *at, unsigned int index, unsigned int room)
{
	(void)room;
	*at = load(2 + index % 4, 6, register_at(index));
	return 1;
}

/*
 * From the argument over the stack to a key, its value looked up and added to; the time;
 * a bound that is checked. A third are loads and stores.
 */
static unsigned int mixed(struct bpf_insn *at, unsigned int index, unsigned int room)
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
		return arithmetic(at, index, room);
	memcpy(at, block, sizeof(block));
	return count;
}

static const struct kind {
	const char *name;
	unsigned int (*write)(struct bpf_insn *at, unsigned int index, unsigned int room);
	unsigned int limit;
} kinds[] = {
    {"arithmetic", arithmetic, kMaxSize}, {"mixed", mixed, kMaxMixed}, {"context", context_loads, kMaxSize}};

static void write_program(const struct kind *kind, unsigned int size)
{
	const struct bpf_insn begin[] = {move(6, 1), alu(BPF_MOV, 7, 1), alu(BPF_MOV, 8, 1)};
	const unsigned int end = size - 2;
	unsigned int at = 0;

	if (end >= sizeof(begin) / sizeof(*begin)) {
		memcpy(code, begin, sizeof(begin));
		at = sizeof(begin) / sizeof(*begin);
	}
	while (at < end)
		at += kind->write(code + at, at, end - at);
	code[end] = alu(BPF_MOV, 0, 0);
	code[end + 1] = leave();
}

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

/* Lookups in a trie are calls on every kernel; other maps' are replaced by instructions. */
static int create_map(void)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_LPM_TRIE,
			       .key_size = 8,
			       .value_size = 8,
			       .max_entries = 256,
			       .map_flags = BPF_F_NO_PREALLOC};

	return bpf(BPF_MAP_CREATE, &attr);
}

static int measure(const struct kind *kind, unsigned int size)
{
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_KPROBE,
			       .insns = (uintptr_t)code,
			       .insn_cnt = size,
			       .license = (uintptr_t) "GPL"};
	unsigned long long start, end;
	int program;

	start = __rdtsc();
	program = bpf(BPF_PROG_LOAD, &attr);
	end = __rdtsc();
	if (program < 0) {
		fprintf(stderr, "load-programs: %s %u: %s\n", kind->name, size, strerror(errno));
		return -1;
	}
	printf("%s %u %llu\n", kind->name, size, end - start);
	fflush(stdout);
	close(program);
	/* It is freed later, by a worker; and watchbpf wakes up every 100 ms. */
	usleep(150000);
	return 0;
}

int main(int argc, char **argv)
{
	int times = argc > 1 ? atoi(argv[1]) : 1;
	unsigned int limit = argc > 2 ? (unsigned int)atoi(argv[2]) : kMaxSize;

	map = create_map();
	if (map < 0) {
		perror("load-programs: map");
		return 1;
	}
	for (unsigned int s = 0; s < sizeof(sizes) / sizeof(*sizes) && sizes[s] <= limit; s++)
		for (unsigned int k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
			if (sizes[s] > kinds[k].limit)
				continue;
			write_program(&kinds[k], sizes[s]);
			for (int i = 0; i < (sizes[s] > kOften ? 1 : times); i++)
				if (measure(&kinds[k], sizes[s]))
					return 1;
		}
	return 0;
}
