/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that are executed: this one by itself, and others from here. */
#include "operations.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What one exec takes depends on where its pages happen to lie; the mean of some does less. */
enum { kChain = 20, kArgumentBytes = 24, kMostChains = 21 };

static const char word[] = "--chain";
static const char *own_path;

void prepare_execs(const char *self)
{
	own_path = self;
}

/* --chain LEFT START FD: what the chain began with, and where its end is told. */
static void execute_next(int left, count_t start, int fd)
{
	char lefts[kArgumentBytes], starts[kArgumentBytes], fds[kArgumentBytes];

	snprintf(lefts, sizeof(lefts), "%d", left);
	snprintf(starts, sizeof(starts), "%llu", start);
	snprintf(fds, sizeof(fds), "%d", fd);
	execl(own_path, own_path, word, lefts, starts, fds, (char *)NULL);
	_exit(errno);
}

void continue_chain(int argc, char **argv)
{
	count_t now = count_now(), start;
	int left, fd;

	if (argc != 5 || strcmp(argv[1], word))
		return;
	own_path = argv[0];
	left = atoi(argv[2]);
	start = strtoull(argv[3], NULL, 10);
	fd = atoi(argv[4]);
	if (left > 0)
		execute_next(left - 1, start, fd);
	now = (now - start) / kChain;
	_exit(write(fd, &now, sizeof(now)) == sizeof(now) ? 0 : errno);
}

static int status_of(pid_t child)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) != child)
		return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

static struct sample execute_chain(void)
{
	struct sample sample = {0};
	int ends[2];
	pid_t child;

	if (pipe(ends))
		return sample_of(0, 0, -1);
	child = fork();
	if (!child)
		execute_next(kChain - 1, count_now(), ends[1]);
	sample.outcome = status_of(child);
	if (!sample.outcome && read(ends[0], &sample.taken, sizeof(sample.taken)) != sizeof(sample.taken))
		sample.outcome = EIO;
	close(ends[0]);
	close(ends[1]);
	return sample;
}

/* vfork() only where the child borrows this very frame: so in here. */
static struct sample start(const char *program, int borrows)
{
	count_t begin = count_now();
	pid_t child = borrows ? vfork() : fork();
	int status;

	if (!child) {
		execl(program, "leave", (char *)NULL);
		_exit(errno);
	}
	status = status_of(child);
	return (struct sample){.taken = count_now() - begin, .outcome = status};
}

static struct sample start_static(void)
{
	return start("/watchbpf/leave-static", 1);
}

static struct sample start_dynamic(void)
{
	return start("/watchbpf/leave-dynamic", 0);
}

const struct operation exec_operations[] = {
    {.name = "exec", .most = kMostChains, .measure = execute_chain},
    {.name = "vfork+exec", .measure = start_static},
    {.name = "fork+exec-dynamic", .measure = start_dynamic},
    {0},
};
