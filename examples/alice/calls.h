/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bpf() calls that Alice makes, one function each. They return what the
 * kernel returns: an fd or 0, and -1 with errno set.
 */
#ifndef ALICE_CALLS_H
#define ALICE_CALLS_H

#include <linux/bpf.h>
#include <stdint.h>

#include "filter.h"

int create_counters(const char *name, int elements);
int write_counter(int map, uint32_t element, uint64_t value);
int read_counter(int map, uint32_t element, uint64_t *value);
int load_filter(const struct filter *filter, const struct filter_kind *kind, const char *name);
/* Runs the program once over a packet of zeroes that goes nowhere. */
int try_program(int program);
/* Returns the link; the program stays attached as long as it is open. */
int attach_xdp(int program, int interface);

#endif
