/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Waiting for task storage on kernels that refuse it for a moment (storage.bpf.c). */
#ifndef WATCHBPF_STORAGE_H
#define WATCHBPF_STORAGE_H

enum wb_storage_wait {
	WB_STORAGE_IS_FREE = 0, /* now */
	WB_STORAGE_IS_HELD = 1, /* for longer than anybody waits */
};

int wb_wait_for_storage(void);

#endif
