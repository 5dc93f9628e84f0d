/* SPDX-License-Identifier: Apache-2.0 */
/* Loads of programs: load-KIND-SIZE. */
#include "bpfcall.h"
#include "operations.h"
#include "programs.h"

#include <stdint.h>
#include <stdio.h>

static const struct size {
	unsigned int instructions;
	unsigned int most; /* samples; see struct operation */
} sizes[] = {{2, 0}, {64, 0}, {4000, 5}, {65536, 3}, {kMaxSize, 1}};

enum { kKinds = sizeof(program_kinds) / sizeof(*program_kinds), kRateFrom = 64, kMostGrowth = 4 };

static struct bpf_insn code[kMaxSize];
static unsigned int loaded_size;
static count_t loaded_in;
static int program;

/* Lookups in a trie are calls on every kernel; other maps' are replaced by instructions. */
static int create_trie(void)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_LPM_TRIE,
			       .key_size = 8,
			       .value_size = 8,
			       .max_entries = 256,
			       .map_flags = BPF_F_NO_PREALLOC};

	return bpf(BPF_MAP_CREATE, &attr);
}

static struct sample load(void)
{
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_KPROBE,
			       .insns = (uintptr_t)code,
			       .insn_cnt = loaded_size,
			       .license = (uintptr_t) "GPL"};
	count_t start = count_now();

	program = bpf(BPF_PROG_LOAD, &attr);
	loaded_in = count_now() - start;
	return sample_of(start, start + loaded_in, program);
}

/* It is freed later, by a worker; and watchbpf wakes up every 100 ms. */
static void unload(void)
{
	if (program >= 0)
		close(program);
	usleep(150000);
}

/*
 * Whether the kernel takes far more for each instruction of a larger program: then one that is larger
 * still would be minutes, for a figure in which nothing else shows.
 */
static int grew(unsigned int kind)
{
	static count_t rates[kKinds];
	count_t rate = loaded_in / loaded_size;

	if (loaded_size == kRateFrom)
		rates[kind] = rate;
	return loaded_size > kRateFrom && rates[kind] && rate > kMostGrowth * rates[kind];
}

void measure_loads(unsigned int times, unsigned int least, unsigned int most)
{
	int map = create_trie(), left_out[kKinds] = {0};
	char name[64];

	for (unsigned int s = 0; s < sizeof(sizes) / sizeof(*sizes); s++)
		for (unsigned int k = 0; k < kKinds; k++) {
			const struct operation operation = {
			    .name = name, .most = sizes[s].most, .measure = load, .after = unload};

			loaded_size = sizes[s].instructions;
			if (loaded_size < least || loaded_size > most ||
			    loaded_size > program_kinds[k].limit || left_out[k])
				continue;
			snprintf(name, sizeof(name), "load-%s-%u", program_kinds[k].name, loaded_size);
			write_program(code, &program_kinds[k], loaded_size, map);
			measure_operation(&operation, times);
			left_out[k] = grew(k);
		}
	if (map >= 0)
		close(map);
}
