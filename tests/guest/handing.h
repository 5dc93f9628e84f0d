/* SPDX-License-Identifier: Apache-2.0 */
/* An fd from one process to another. */
#ifndef WATCHBPF_TESTS_HANDING_H
#define WATCHBPF_TESTS_HANDING_H

/* Over a unix socket. One that the receiver may not have is EPERM for it. */
int send_fd(int to, int fd);
int receive_fd(int from);

/* As a seccomp supervisor to a thread that asks it: SECCOMP_IOCTL_NOTIF_ADDFD. */
int add_fd(int fd);

#endif
