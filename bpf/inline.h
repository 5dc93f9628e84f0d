/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* For what is compiled into the kernel, the tests and the command line alike. */
#ifndef WATCHBPF_INLINE_H
#define WATCHBPF_INLINE_H

#define wb_inline static inline __attribute__((always_inline))

#endif
