/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCHBPF_TESTS_OBJECTS_H
#define WATCHBPF_TESTS_OBJECTS_H

/*
 * Makes an object: "map" (can be mapped and shown as text), "link" (of a cgroup, can be
 * detached), "iterator" (a link that can be read), "reuseport" (a socket with a program), or a
 * program by its type. Its fd, or -1 with errno.
 */
int make_object(const char *kind);

/* One program at a time, in the place for outgoing packets. program 0: whichever is there. */
int attach_to_cgroup(const char *folder, int program);
int detach_from_cgroup(const char *folder, int program);

/* 0: that could not be asked. */
unsigned int id_of_object(int fd);

#endif
