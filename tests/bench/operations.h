/* SPDX-License-Identifier: Apache-2.0 */
/* The operations, one file a subject. */
#ifndef BENCH_OPERATIONS_H
#define BENCH_OPERATIONS_H

#include "sample.h"

/* Each ends with an operation without a name. */
extern const struct operation file_operations[];
extern const struct operation exec_operations[];
extern const struct operation command_operations[];

/* Makes what the commands are about, as far as the caller may. */
void prepare_commands(void);

/* Commands that watchbpf denies to everybody, and tells. */
void flood(unsigned int times);

/* Called with what this program was called with. */
void prepare_execs(const char *self);

/* The next of a chain of execs, if that is what we were executed for; it does not return then. */
void continue_chain(int argc, char **argv);

/* Says how many maps it holds, and stays until it is killed. */
void hold_ballast(void);

/* Loads of all kinds, of sizes between these. */
void measure_loads(unsigned int times, unsigned int least, unsigned int most);

#endif
