/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does operations many times and says what each took, in instructions of a guest that counts
 * (tests/vm/run --icount). Lines: OPERATION OUTCOME TIME TIME ... OUTCOME is 0 or an errno.
 *
 *	operations TIMES WHAT ...
 *
 *	files execs commands	a group of operations
 *	loads FROM TO		loads of programs of FROM to TO instructions
 *	NAME			one operation
 *	flood			commands that nobody knows, TIMES of them; says nothing
 *	ballast			takes and holds memory (ballast.c)
 *	now			one line: the count
 */
#include "operations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void prepare_nothing(void) {}

static const struct group {
	const char *name;
	const struct operation *operations;
	void (*prepare)(void);
} groups[] = {{"files", file_operations, prepare_nothing},
	      {"execs", exec_operations, prepare_nothing},
	      {"commands", command_operations, prepare_commands}};

static int measure(const char *what, unsigned int times)
{
	int found = 0;

	for (unsigned int g = 0; g < sizeof(groups) / sizeof(*groups); g++) {
		int all = !strcmp(groups[g].name, what);

		/* Not before it is asked for: execs would have its fds to close. */
		for (const struct operation *at = groups[g].operations; at->name; at++)
			if (all || !strcmp(at->name, what)) {
				groups[g].prepare();
				measure_operation(at, times);
				found = 1;
			}
	}
	return found;
}

int main(int argc, char **argv)
{
	unsigned int times;

	continue_chain(argc, argv);
	times = argc > 2 ? (unsigned int)atoi(argv[1]) : 0;
	if (!times) {
		fprintf(stderr, "usage: operations TIMES WHAT ...\n");
		return 2;
	}
	prepare_execs(argv[0]);
	for (int i = 2; i < argc; i++)
		if (!strcmp(argv[i], "now"))
			printf("%llu\n", count_now());
		else if (!strcmp(argv[i], "ballast"))
			hold_ballast();
		else if (!strcmp(argv[i], "flood"))
			flood(times);
		else if (!strcmp(argv[i], "loads") && i + 2 < argc) {
			measure_loads(times, (unsigned int)atoi(argv[i + 1]),
				      (unsigned int)atoi(argv[i + 2]));
			i += 2;
		} else if (!measure(argv[i], times)) {
			fprintf(stderr, "operations: what is '%s'?\n", argv[i]);
			return 2;
		}
	return 0;
}
