/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char help[] =
    "usage: alice [--interface NAME] [--no-maps] [--thread | --fork] [--hold SECONDS]\n"
    "             [--exec PROGRAM [ARGUMENT...]]\n"
    "\n"
    "Makes up packet filters, loads and attaches them, counts packets.\n"
    "\n"
    "  --interface NAME  where to attach (default: lo)\n"
    "  --no-maps         filters that do not count\n"
    "  --thread          do it in a second thread\n"
    "  --fork            do it in a child process\n"
    "  --hold SECONDS    stay attached so long, or until SIGUSR1\n"
    "  --exec PROGRAM    then run PROGRAM in a child and exit as it does\n"
    "\n"
    "Exit status: 0 all done, 1 something failed or was denied, 2 wrong usage.\n";

static const struct option known[] = {
    {"interface", required_argument, NULL, 'i'},
    {"no-maps", no_argument, NULL, 'm'},
    {"thread", no_argument, NULL, 't'},
    {"fork", no_argument, NULL, 'f'},
    {"hold", required_argument, NULL, 's'},
    {"exec", no_argument, NULL, 'e'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int wrong_usage(void)
{
	fputs(help, stderr);
	return 2;
}

int options_read(struct options *options, int argc, char **argv)
{
	int option;

	*options = (struct options){.interface = "lo", .maps = 1};
	while (!options->command && (option = getopt_long(argc, argv, "+", known, NULL)) != -1) {
		switch (option) {
		case 'i':
			options->interface = optarg;
			break;
		case 'm':
			options->maps = 0;
			break;
		case 't':
			options->in_thread = 1;
			break;
		case 'f':
			options->in_child = 1;
			break;
		case 's':
			options->hold = atoi(optarg);
			break;
		case 'e':
			options->command = argv + optind;
			break;
		case 'h':
			fputs(help, stdout);
			return 0;
		default:
			return wrong_usage();
		}
	}
	/* All that follows --exec belongs to the command, and it needs one. */
	if (options->command ? !*options->command : optind < argc)
		return wrong_usage();
	return -1;
}
