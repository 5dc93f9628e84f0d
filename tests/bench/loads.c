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

static struct bpf_insn code[kMaxSize];
static unsigned int loaded_size;
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
	return sample_of(start, count_now(), program);
}

/* It is freed later, by a worker; and watchbpf wakes up every 100 ms. */
static void unload(void)
{
	if (program >= 0)
		close(program);
	usleep(150000);
}

void measure_loads(unsigned int times, unsigned int least, unsigned int most)
{
	int map = create_trie();
	char name[64];

	for (unsigned int s = 0; s < sizeof(sizes) / sizeof(*sizes); s++)
		for (unsigned int k = 0; k < sizeof(program_kinds) / sizeof(*program_kinds); k++) {
			const struct operation operation = {
			    .name = name, .most = sizes[s].most, .measure = load, .after = unload};

			loaded_size = sizes[s].instructions;
			if (loaded_size < least || loaded_size > most || loaded_size > program_kinds[k].limit)
				continue;
			snprintf(name, sizeof(name), "load-%s-%u", program_kinds[k].name, loaded_size);
			write_program(code, &program_kinds[k], loaded_size, map);
			measure_operation(&operation, times);
		}
	if (map >= 0)
		close(map);
}
