/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* watchbpf's own maps and programs: nobody else gets hold of one. */
#ifndef WATCHBPF_OWN_H
#define WATCHBPF_OWN_H

#include "compat.h"
#include "decide.h"
#include "maps.h"

static __always_inline int wb_is_own(enum wb_object_kind kind, __u32 id)
{
	struct wb_object object = {.kind = kind, .id = id};

	return bpf_map_lookup_elem(&wb_own_objects, &object) != 0;
}

/*
 * Who lists all programs (bpftool prog list) opens each of them, and goes on
 * after ENOENT only: our own are not there, for everybody.
 */
static __always_inline int wb_answer_fd(const struct wb_facts *facts, int denied)
{
	if (denied)
		return facts->own_object ? wb_error(-ENOENT) : wb_error(-EPERM);
	return 0;
}

#endif
