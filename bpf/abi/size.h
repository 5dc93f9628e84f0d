/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Both sides and every kernel agree on a layout, or the build fails. */
#ifndef WATCHBPF_ABI_SIZE_H
#define WATCHBPF_ABI_SIZE_H

#include <linux/types.h>

#ifdef __cplusplus
#define WB_SIZE(type, bytes) static_assert(sizeof(struct type) == (bytes), #type)
#else
#define WB_SIZE(type, bytes) _Static_assert(sizeof(struct type) == (bytes), #type)
#endif

#endif
