/* SPDX-License-Identifier: Apache-2.0 */
#include "supervise.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "act.h"

static int fail(const char *what)
{
	perror(what);
	return COULD_NOT_RUN;
}

int take_fd(pid_t from, int fd)
{
	int process = (int)syscall(SYS_pidfd_open, from, 0);
	int taken = process < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, process, fd, 0);
	int error = errno;

	if (process >= 0)
		close(process);
	errno = error;
	return taken;
}

/* Lets a traced child run on at every stop, until it ends. */
static int trace_to_the_end(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) == child) {
		if (WIFEXITED(status))
			return WEXITSTATUS(status);
		if (WIFSIGNALED(status))
			return COULD_NOT_RUN;
		int signal = WSTOPSIG(status);

		ptrace(PTRACE_CONT, child, NULL, (long)(signal == SIGTRAP || signal == SIGSTOP ? 0 : signal));
	}
	return fail("wait");
}

int launch_traceme(char **program)
{
	pid_t child = fork();

	if (child)
		return child < 0 ? fail("fork") : trace_to_the_end(child);
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		_exit(fail("PTRACE_TRACEME"));
	execv(program[0], program);
	_exit(fail("exec"));
}

/*
 * A child that prepares itself, tells one number, and execs when it is let go.
 * Returns its pid, or -1; *told is the number, *go what to close for it.
 */
static pid_t start_child(char **program, int (*prepare)(void), int *told, int *go)
{
	int tell[2], wait[2];
	pid_t child;

	if (pipe(tell) || pipe(wait) || (child = fork()) < 0)
		return -1;
	if (!child) {
		int number = prepare ? prepare() : 0;
		char end;

		close(wait[1]);
		if (number < 0 || write(tell[1], &number, sizeof(number)) < 0 || read(wait[0], &end, 1) < 0)
			_exit(fail("prepare"));
		execv(program[0], program);
		_exit(fail("exec"));
	}
	close(tell[1]);
	close(wait[0]);
	*go = wait[1];
	if (read(tell[0], told, sizeof(*told)) != sizeof(*told))
		return -1;
	return child;
}

int launch_seized(char **program)
{
	int told, go;
	pid_t child = start_child(program, NULL, &told, &go);

	if (child < 0 || ptrace(PTRACE_SEIZE, child, NULL, NULL))
		return fail("PTRACE_SEIZE");
	close(go);
	return trace_to_the_end(child);
}

/* With the parent's root and working directory, which stay shared over exec. */
int launch_shared(char **program)
{
	pid_t child = (pid_t)syscall(SYS_clone, CLONE_FS | SIGCHLD, NULL, NULL, NULL, NULL);
	int status;

	if (!child) {
		execv(program[0], program);
		_exit(fail("exec"));
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return fail("clone");
	return WIFEXITED(status) ? WEXITSTATUS(status) : COULD_NOT_RUN;
}

/* `action` for acct(2), which nobody calls; everything else is allowed. */
static int install_filter(unsigned int action, unsigned int flags)
{
	struct sock_filter code[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_acct, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, action),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {.len = 4, .filter = code};

	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter);
}

int filter_that_asks(void)
{
	return install_filter(SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
}

int launch_notify(char **program)
{
	int listener, go, status;
	pid_t child = start_child(program, filter_that_asks, &listener, &go);

	/* Without a listener the filter asks nobody: the parent keeps it open. */
	if (child < 0 || take_fd(child, listener) < 0)
		return fail("listener");
	close(go);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : COULD_NOT_RUN;
}

int launch_filtered(char **program)
{
	if (install_filter(SECCOMP_RET_ERRNO | EPERM, 0))
		return fail("filter");
	execv(program[0], program);
	return fail("exec");
}
