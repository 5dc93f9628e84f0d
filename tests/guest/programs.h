/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCHBPF_TESTS_PROGRAMS_H
#define WATCHBPF_TESTS_PROGRAMS_H

/*
 * Loads a program of this kind that any kernel here accepts: a type's name as
 * bpftool spells it, or "fentry", "fmod_ret", "lsm_cgroup". Returns its fd, or
 * -1 with errno; EINVAL for a kind that is not known.
 */
int load_program(const char *kind, const char *name);

#endif
