// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * An arena is a map whose memory programs reach by address alone: no value of it is
 * looked up, and the verifier checks no access to it.
 */
#include "case.h"

struct {
	__uint(type, 33); /* BPF_MAP_TYPE_ARENA, 6.9 */
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);       /* pages */
	__uint(map_extra, 256 << 20); /* where it would be mapped */
} pages SEC(".maps");

/* r1 = addr_space_cast(r1, 0, 1), which the assembler has no word for. */
#define CAST_R1 ".byte 0xbf, 0x11; .short 1; .long 1;"

SEC("kprobe")
int arena_store(void *registers)
{
	use(&pages);
	asm volatile("r1 = 0; r2 = 1;" CAST_R1 "*(u64 *)(r1 + 0) = r2" ::: "r1", "r2", "memory");
	return 0;
}

SEC("kprobe")
int arena_add(void *registers)
{
	use(&pages);
	asm volatile("r1 = 0; r2 = 1;" CAST_R1 "lock *(u64 *)(r1 + 0) += r2" ::: "r1", "r2", "memory");
	return 0;
}

SEC("kprobe")
int arena_load(void *registers)
{
	use(&pages);
	asm volatile("r1 = 0;" CAST_R1 "r2 = *(u64 *)(r1 + 0)" ::: "r1", "r2", "memory");
	return 0;
}
