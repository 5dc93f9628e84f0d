/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libbpf asks the kernel what it can do by loading small programs, of types that
 * a policy need not grant; and gives a program up, or loads another one, if such
 * a question is refused. Here the answer is always yes, as on every kernel since
 * 5.11, and the kernel is not asked: the only load that it sees is the one meant.
 */
#ifndef WATCHBPF_TESTS_QUESTIONS_H
#define WATCHBPF_TESTS_QUESTIONS_H

/* The load that is meant, by its name: 15 characters. All others are questions. */
void await_load(const char *name);

/* How often the kernel was asked for it since then, and its last answer. */
int was_loaded(int *error);

#endif
