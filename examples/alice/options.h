/* SPDX-License-Identifier: Apache-2.0 */
/* What Alice was asked to do. */
#ifndef ALICE_OPTIONS_H
#define ALICE_OPTIONS_H

struct options {
	const char *interface;
	int maps;
	int in_thread;
	int in_child;
	int hold;       /* seconds */
	char **command; /* of --exec, or NULL */
};

/* -1: go on; otherwise everything is said and this is the exit status. */
int options_read(struct options *options, int argc, char **argv);

#endif
