// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that answer in the place of the LSMs, or hang on what watchbpf hangs on. */
#include "attack.h"

/* What the others get round: a program that refuses what the task `probe` asks for. */
SEC("lsm/bpf")
int deny_probe(__u64 *arguments)
{
	char comm[16] = {0};
	int answer = 0;

	bpf_get_current_comm(comm, sizeof(comm));
	if (*(volatile __u32 *)comm == 0x626f7270) /* "prob" */
		answer = -1;
	return answer;
}

/* Not zero: security_bpf() itself is skipped. Not below zero: nobody takes it for a refusal. */
SEC("fmod_ret/security_bpf")
int skip_fmod_ret(__u64 *arguments)
{
	happened(1);
	return 1;
}

/* The last that was attached runs first, and not zero ends the row (6.1). */
SEC("lsm/bpf")
int skip_lsm(__u64 *arguments)
{
	return 1;
}

SEC("lsm_cgroup/bpf")
int skip_lsm_cgroup(__u64 *arguments)
{
	bpf_set_retval(1);
	return 1;
}

/* Only looking. But what looks can take one of the 38 places that a function has. */
SEC("fentry/security_bpf")
int watch_security(__u64 *arguments)
{
	happened((__s32)arguments[0]);
	return 0;
}

SEC("fentry/bpf_lsm_bpf")
int watch_lsm(__u64 *arguments)
{
	happened((__s32)arguments[0]);
	return 0;
}

SEC("fentry/bpf_check")
int watch_verifier(__u64 *arguments)
{
	happened(0);
	return 0;
}
