/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kWarmUps = 2, kMostSamples = 100000 };

static count_t taken[kMostSamples];

struct sample sample_of(count_t start, count_t end, long returned)
{
	return (struct sample){.taken = end - start, .outcome = returned < 0 ? errno : 0};
}

static struct sample once(const struct operation *operation)
{
	struct sample sample = operation->measure();

	if (operation->after)
		operation->after();
	return sample;
}

void measure_operation(const struct operation *operation, unsigned int times)
{
	struct sample sample = {0};
	int outcome = -1;

	if (operation->most && operation->most < times)
		times = operation->most;
	if (times > kMostSamples)
		times = kMostSamples;
	for (unsigned int i = 0; times > 1 && i < kWarmUps; i++)
		once(operation);
	/* Told afterwards: writing would be part of what comes next. */
	for (unsigned int i = 0; i < times; i++) {
		sample = once(operation);
		if (outcome >= 0 && sample.outcome != outcome) {
			fprintf(stderr, "%s: %s, and now %s\n", operation->name, strerror(outcome),
				strerror(sample.outcome));
			exit(1);
		}
		outcome = sample.outcome;
		taken[i] = sample.taken;
	}
	printf("%s %d", operation->name, outcome);
	for (unsigned int i = 0; i < times; i++)
		printf(" %llu", taken[i]);
	putchar('\n');
	fflush(stdout);
}
