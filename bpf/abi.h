/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one door between kernel and user space: every struct that crosses it,
 * in fixed-size fields with explicit padding. BPF C and C++ both come in here;
 * no layout below stands anywhere else.
 *
 * A missing record, a full table or an unknown number means "not trusted".
 */
#ifndef WATCHBPF_ABI_H
#define WATCHBPF_ABI_H

#include "abi/decision.h"
#include "abi/event.h"
#include "abi/identity.h"
#include "abi/objects.h"
#include "abi/policy.h"
#include "abi/task.h"

/* Raised whenever a struct behind this door changes its meaning or size. */
#define WB_ABI 4

#endif
