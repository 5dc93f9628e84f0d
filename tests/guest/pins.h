/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCHBPF_TESTS_PINS_H
#define WATCHBPF_TESTS_PINS_H

#include <stdint.h>

/* 0, or -1 with errno. */
int pin_object(int fd, const char *path);
/* Its fd, or -1 with errno. flags: 0, or for maps BPF_F_RDONLY. */
int open_pin(const char *path, uint32_t flags);

#endif
