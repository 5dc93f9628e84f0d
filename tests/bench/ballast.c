/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory of processors as on a machine that has run for long: pages with holes. The kernel takes
 * some for every process, program and hash. In a guest that has just booted all that is there is
 * used up by the first who comes, watchbpf or not; from then on each exec has a page mapped and
 * taken away again, which is 65,000 instructions, and who came first would pay for it.
 */
#include "bpfcall.h"
#include "operations.h"

#include <stdio.h>

enum { kMaps = 256, kEntriesOfMap = 64 };

static int create_map(void)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_PERCPU_ARRAY,
			       .key_size = 4,
			       .value_size = 8,
			       .max_entries = kEntriesOfMap};

	return bpf(BPF_MAP_CREATE, &attr);
}

void hold_ballast(void)
{
	int maps[kMaps];

	for (int i = 0; i < kMaps; i++)
		maps[i] = create_map();
	/* Every other goes: its neighbours keep the pages. */
	for (int i = 0; i < kMaps; i += 2)
		close(maps[i]);
	printf("%d\n", maps[kMaps - 1] >= 0 ? kMaps / 2 : 0);
	fflush(stdout);
	pause();
}
