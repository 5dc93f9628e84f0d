/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many tasks that become a tool, use that once or twice, and end, side by side: whoever
 * of them is preempted at a bad moment must have its mark all the same. Every second loop
 * is a tool itself, so that its forks inherit a mark and the others' do not. And somebody who
 * tries to get at a task meanwhile.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "act.h"

static const char help[] =
    "usage: storm LOOPS TIMES TOOL   TOOL: a copy of this program, to be executed TIMES by each loop\n"
    "       storm loop TIMES         one of them; begins when its standard input ends, and prints\n"
    "                                ACTED DENIED FORKS_REFUSED OTHERWISE PREEMPTED BEGAN ENDED\n"
    "       storm act AGAIN          a map; then executes itself, AGAIN times\n"
    "       storm steer PID          opens its memory for writing, until SIGTERM; prints DONE DENIED\n";

/* Of an exec by a fork and of one by the task that executed the file before. */
static char *const act_twice[] = {"storm", "act", "1", NULL}, *const act_last[] = {"storm", "act", "0", NULL};

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int act(const char *self, int again)
{
	int map = create_map();

	if (map < 0)
		return errno == EPERM ? DENIED : COULD_NOT_RUN;
	close(map);
	if (again)
		execv(self, act_last);
	return again ? COULD_NOT_RUN : ALLOWED;
}

static long preempted(void)
{
	struct rusage self, children;

	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &children);
	return self.ru_nivcsw + children.ru_nivcsw;
}

static int loop(const char *tool, long times)
{
	long verdicts[2] = {0}, refused = 0, otherwise = 0;
	long long began;
	int status;
	char none;

	while (read(STDIN_FILENO, &none, 1) > 0)
		;
	began = now();
	for (long i = 0; i < times; i++) {
		pid_t child = fork();

		if (!child) {
			execv(tool, act_twice);
			_exit(COULD_NOT_RUN);
		}
		if (child < 0)
			refused++;
		else if (waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
			 WEXITSTATUS(status) > DENIED)
			otherwise++;
		else
			verdicts[WEXITSTATUS(status)]++;
	}
	printf("loop %ld %ld %ld %ld %ld %lld %lld\n", verdicts[ALLOWED], verdicts[DENIED], refused,
	       otherwise, preempted(), began, now());
	return ALLOWED;
}

static volatile sig_atomic_t ended;

static void end(int number)
{
	(void)number;
	ended = 1;
}

/* Who is preempted at such a moment, too, must not be open to everybody. */
static int steer(const char *pid)
{
	long done = 0, denied = 0;
	char path[64];

	signal(SIGTERM, end);
	snprintf(path, sizeof(path), "/proc/%s/mem", pid);
	while (!ended) {
		int memory = open(path, O_RDWR | O_CLOEXEC);

		if (memory < 0 && errno != EPERM && errno != EACCES)
			return COULD_NOT_RUN;
		if (memory >= 0)
			close(memory);
		memory < 0 ? denied++ : done++;
	}
	printf("steer %ld %ld\n", done, denied);
	return done ? ALLOWED : DENIED;
}

static int storm(long loops, char *times, char *tool)
{
	char *const as_tool[] = {tool, "loop", times, NULL};
	int gate[2], status, result = ALLOWED;

	if (pipe(gate))
		return COULD_NOT_RUN;
	for (long i = 0; i < loops; i++) {
		pid_t child = fork();

		if (child < 0)
			return COULD_NOT_RUN;
		if (child)
			continue;
		dup2(gate[0], STDIN_FILENO);
		close(gate[0]);
		close(gate[1]);
		if (i % 2)
			execv(tool, as_tool);
		else
			exit(loop(tool, atol(times)));
		_exit(COULD_NOT_RUN);
	}
	close(gate[0]);
	close(gate[1]);
	while (wait(&status) > 0)
		if (status)
			result = COULD_NOT_RUN;
	return result;
}

int main(int argc, char **argv)
{
	char self[256] = {0};

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return COULD_NOT_RUN;
	if (argc == 3 && !strcmp(argv[1], "act"))
		return act(self, atoi(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "loop"))
		return loop(self, atol(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "steer"))
		return steer(argv[2]);
	if (argc == 4)
		return storm(atol(argv[1]), argv[2], argv[3]);
	fputs(help, stderr);
	return COULD_NOT_RUN;
}
