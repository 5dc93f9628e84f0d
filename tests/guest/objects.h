/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCHBPF_TESTS_OBJECTS_H
#define WATCHBPF_TESTS_OBJECTS_H

/*
 * Makes an object: "map" (can be mapped and shown as text), "link" (of a cgroup, can be
 * detached), "iterator" (a link that can be read), or a program by its type. Its fd, or
 * -1 with errno.
 */
int make_object(const char *kind);

int pin_object(int fd, const char *path);
int get_pin(const char *path);

#endif
