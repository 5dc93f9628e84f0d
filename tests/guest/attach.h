/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCHBPF_TESTS_ATTACH_H
#define WATCHBPF_TESTS_ATTACH_H

/*
 * Attaches a program by its fd, without bpf(): to a "socket", "reuseport", "perf", "tun", or to
 * what netlink.h says. "reuseport-off": takes the one away that the socket at `program` has.
 */
int attach_to(const char *what, int program);

/* A socket of a group whose program is this one; -1 with errno. */
int make_reuseport(int program);

#endif
