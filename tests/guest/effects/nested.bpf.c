// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* bpf() called by a program, in the task that runs it. */
#include "attack.h"

static struct bpf_insn code[2] = {
    {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
    {.code = BPF_JMP | BPF_EXIT},
};
static char terms[4] = "GPL";

SEC("syscall")
int nested_create(void *context)
{
	happened(nested_map());
	return 0;
}

SEC("syscall")
int nested_load(void *context)
{
	union bpf_attr attr;

	__builtin_memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insns = (unsigned long)code;
	attr.insn_cnt = 2;
	attr.license = (unsigned long)terms;
	happened(bpf_sys_bpf(BPF_PROG_LOAD, &attr, sizeof(attr)));
	return 0;
}
