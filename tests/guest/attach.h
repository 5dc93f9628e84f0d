/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCHBPF_TESTS_ATTACH_H
#define WATCHBPF_TESTS_ATTACH_H

/*
 * Attaches a program by its fd, without bpf(): to a "socket", "reuseport", "perf", "tun", or to
 * what netlink.h says.
 */
int attach_to(const char *what, int program);

#endif
