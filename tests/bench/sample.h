/* SPDX-License-Identifier: Apache-2.0 */
/* How an operation is measured and told. */
#ifndef BENCH_SAMPLE_H
#define BENCH_SAMPLE_H

#include <x86intrin.h>

typedef unsigned long long count_t;

/*
 * In a guest that counts (tests/vm/run --icount) this reads the number of instructions executed
 * so far; clock_gettime would read a scaled one.
 */
static inline count_t count_now(void)
{
	return __rdtsc();
}

struct sample {
	count_t taken;
	int outcome; /* 0 or an errno: a call that is refused is another operation */
};

struct operation {
	const char *name;
	unsigned int most; /* samples, of those that take long; 0: as many as asked */
	struct sample (*measure)(void);
	void (*after)(void); /* not counted; may be NULL */
};

/* What `call` returned, as the C library's wrappers do: negative and errno is a failure. */
struct sample sample_of(count_t start, count_t end, long returned);

/*
 * One line: NAME OUTCOME TIME TIME ... Two warm-ups come first, unless one time is enough.
 * Exits if the outcomes differ: there would be no saying what was measured.
 */
void measure_operation(const struct operation *operation, unsigned int times);

#endif
