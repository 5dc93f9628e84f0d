/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Programs with one effect each, and beside each one the same without it: what
 * must be counted and what must not. `cases.cpp` says which is which.
 */
#ifndef WATCHBPF_TESTS_EFFECTS_CASE_H
#define WATCHBPF_TESTS_EFFECTS_CASE_H

#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* Kernel types, with the one field that is read; libbpf finds where it lies. */
#define KERNEL_TYPE __attribute__((preserve_access_index))

/* Keeps the compiler from leaving out what is computed for nothing but to be computed. */
#define use(value) asm volatile("" ::"r"(value))

char _license[] SEC("license") = "GPL";

#endif
