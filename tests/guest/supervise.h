/* SPDX-License-Identifier: Apache-2.0 */
/* Starting a program under a parent that steers it: ptrace, seccomp, CLONE_FS. */
#ifndef WATCHBPF_TESTS_SUPERVISE_H
#define WATCHBPF_TESTS_SUPERVISE_H

#include <sys/types.h>

int launch_traceme(char **program);
int launch_seized(char **program);
int launch_shared(char **program);
int launch_notify(char **program);
int launch_filtered(char **program);

/* From now on acct(2), which nobody calls, asks whoever has the fd that is returned. */
int filter_that_asks(void);

/* A copy of another process's fd (pidfd_getfd). */
int take_fd(pid_t from, int fd);

#endif
