/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command takes, of the whole guest: its processes, the kernel's threads, watchbpf.
 *
 *	span FILE COMMAND [ARGUMENT...]	runs it, appends "STATUS RAN ELAPSED" to FILE
 *	span				prints "RAN ELAPSED" since the guest's start
 *
 * RAN is what the cpu did for tasks, in instructions where time is; ELAPSED has idle time, too.
 */
#include "sample.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

struct now {
	count_t ran, elapsed;
};

static int look(struct now *now)
{
	FILE *file;
	int found;

	file = fopen("/proc/schedstat", "re");
	if (!file)
		return -1;
	do
		found = fscanf(file, "cpu0 %*u %*u %*u %*u %*u %*u %llu", &now->ran);
	while (found == 0 && fscanf(file, "%*[^\n]%*c") != EOF);
	fclose(file);
	now->elapsed = count_now();
	return found == 1 ? 0 : -1;
}

static int run(char **command)
{
	int status;
	pid_t child = fork();

	if (!child) {
		execvp(*command, command);
		perror(*command);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	struct now before, after;
	FILE *file;
	int status;

	if (argc == 2) {
		fprintf(stderr, "usage: span [FILE COMMAND [ARGUMENT...]]\n");
		return 2;
	}
	/* A task's time counts once it has left the cpu: what this one took so far is not the command's. */
	usleep(1000);
	if (look(&before)) {
		fprintf(stderr, "span: /proc/schedstat does not tell\n");
		return 1;
	}
	if (argc == 1) {
		printf("%llu %llu\n", before.ran, before.elapsed);
		return 0;
	}
	status = run(argv + 2);
	if (look(&after))
		return 1;
	file = fopen(argv[1], "ae");
	if (!file ||
	    fprintf(file, "%d %llu %llu\n", status, after.ran - before.ran, after.elapsed - before.elapsed) <
		0 ||
	    fclose(file)) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
