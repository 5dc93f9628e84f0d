/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ways to start a program, or to get at a running one, that Eve would try on
 * Alice. Starts PROGRAM and exits as it does; an attack that ends otherwise
 * exits like probe: 0 allowed, 1 denied by watchbpf, 2 could not run, 3 denied
 * by something else.
 */
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "act.h"
#include "supervise.h"

extern char **environ;

/* 6.14: asks whether an exec would be allowed, without doing it. */
#define CHECK_ONLY 0x10000

static int fail(const char *what)
{
	perror(what);
	return COULD_NOT_RUN;
}

/* From a file that no file system holds. */
static int launch_memfd(char **program)
{
	int from = open(program[0], O_RDONLY | O_CLOEXEC), to = memfd_create("alice", MFD_CLOEXEC);
	struct stat status;

	if (from < 0 || to < 0 || fstat(from, &status))
		return fail("memfd");
	if (sendfile(to, from, NULL, (size_t)status.st_size) != status.st_size)
		return fail("copy into the memfd");
	fexecve(to, program, environ);
	return fail("exec from the memfd");
}

/* By a thread that is not the first one: the kernel makes it the first. */
static void *exec_it(void *program)
{
	execv(*(char **)program, program);
	return NULL;
}

static int launch_thread(char **program)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, exec_it, program) || pthread_join(thread, NULL))
		return fail("thread");
	return fail("exec in a thread");
}

/* An exec that the kernel checks and then gives up, because there is no ld.so. */
static int launch_failing(char **program)
{
	char jail[] = "/var/tmp/jail-XXXXXX", inside[64];

	if (!mkdtemp(jail))
		return fail("mkdtemp");
	snprintf(inside, sizeof(inside), "%s/alice", jail);
	if (link(program[0], inside) || chroot(jail) || chdir("/"))
		return fail("jail");
	execl("/alice", "alice", NULL);
	if (errno != ENOENT)
		return fail("exec without ld.so");
	return report("launch", "create after a failed exec", create_map());
}

static int launch_check(char **program)
{
	char *const arguments[] = {program[0], NULL};
	int file = open(program[0], O_RDONLY | O_CLOEXEC);

	if (syscall(SYS_execveat, file, "", arguments, environ, AT_EMPTY_PATH | CHECK_ONLY))
		return fail("AT_EXECVE_CHECK");
	return report("launch", "create after AT_EXECVE_CHECK", create_map());
}

/* The first word says how often. */
static int launch_many(char **program)
{
	long times = atol(program[0]);
	int status = 0;
	pid_t child;

	while (times-- > 0) {
		if (posix_spawn(&child, program[1], NULL, NULL, program + 1, environ) ||
		    waitpid(child, &status, 0) < 0 || status)
			return fail("exec many");
	}
	return ALLOWED;
}

static pid_t pid_of(char **arguments)
{
	return (pid_t)atoi(arguments[0]);
}

static int attack_attach(char **target)
{
	long result = ptrace(PTRACE_ATTACH, pid_of(target), NULL, NULL);
	int error = errno;

	if (!result) {
		waitpid(pid_of(target), NULL, 0);
		ptrace(PTRACE_DETACH, pid_of(target), NULL, NULL);
	}
	errno = error;
	return report("launch", "PTRACE_ATTACH", result);
}

static int attack_seize(char **target)
{
	return report("launch", "PTRACE_SEIZE", ptrace(PTRACE_SEIZE, pid_of(target), NULL, NULL));
}

static int attack_memory(char **target)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid_of(target));
	return report("launch", "open its memory", open(path, O_RDWR | O_CLOEXEC));
}

/* Its stdout: any fd would do, the question is asked before the fd is looked at. */
static int attack_fd(char **target)
{
	return report("launch", "take one of its fds", take_fd(pid_of(target), STDOUT_FILENO));
}

static const struct way {
	const char *name;
	int (*run)(char **arguments);
	const char *help;
} ways[] = {
    {"memfd", launch_memfd, "PROGRAM...    copied into a memfd"},
    {"thread", launch_thread, "PROGRAM...    by a second thread"},
    {"traceme", launch_traceme, "PROGRAM...    after PTRACE_TRACEME"},
    {"seized", launch_seized, "PROGRAM...    under a parent's PTRACE_SEIZE"},
    {"shared", launch_shared, "PROGRAM...    with a parent that can chroot() it"},
    {"notify", launch_notify, "PROGRAM...    with a seccomp filter that asks a supervisor"},
    {"filtered", launch_filtered, "PROGRAM...    with a seccomp filter of the usual kind"},
    {"many", launch_many, "N PROGRAM...  N times, one after another"},
    {"failing", launch_failing, "PROGRAM       so that the exec fails late, then creates a map"},
    {"check", launch_check, "PROGRAM       with AT_EXECVE_CHECK, then creates a map"},
    {"attach", attack_attach, "PID           PTRACE_ATTACH"},
    {"seize", attack_seize, "PID           PTRACE_SEIZE"},
    {"memory", attack_memory, "PID           opens /proc/PID/mem for writing"},
    {"fd", attack_fd, "PID           pidfd_getfd"},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 2 && i < sizeof(ways) / sizeof(*ways); i++)
		if (!strcmp(ways[i].name, argv[1]))
			return ways[i].run(argv + 2);
	fputs("usage: launch WAY ...\n", stderr);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		fprintf(stderr, "  %-9s %s\n", ways[i].name, ways[i].help);
	return COULD_NOT_RUN;
}
