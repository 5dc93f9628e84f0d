/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tool that loads one small program, with a signature over its instructions or
 * without. The exit status is report()'s.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>

#include "act.h"

static const char help[] =
    "usage: load-signed write FILE             its instructions, for whoever signs them\n"
    "       load-signed load                   as they are\n"
    "       load-signed load SIGNATURE KEYRING  with this file, by a key of this keyring\n"
    "       load-signed hold [SIGNATURE KEYRING]  loads it, says \"program ID\", waits\n";

static const struct bpf_insn code[] = {
    {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
    {.code = BPF_JMP | BPF_EXIT},
};

/* What BPF_PROG_LOAD takes since 6.18; the headers of older systems end before. */
union load {
	union bpf_attr attr;
	struct {
		char before[152];
		__aligned_u64 signature;
		__u32 signature_size;
		__s32 keyring_id;
	} since_6_18;
};
_Static_assert(offsetof(union load, since_6_18.keyring_id) == 164, "as the kernel's BTF says");

static int write_code(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	return write(fd, code, sizeof(code)) == sizeof(code) ? ALLOWED : COULD_NOT_RUN;
}

static int load(const char *path, const char *keyring)
{
	static char signature[4096];
	union load load;

	memset(&load, 0, sizeof(load));
	load.attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	load.attr.insns = (uintptr_t)code;
	load.attr.insn_cnt = sizeof(code) / sizeof(*code);
	load.attr.license = (uintptr_t) "GPL";
	strcpy(load.attr.prog_name, "signed");
	if (path) {
		ssize_t size = read(open(path, O_RDONLY | O_CLOEXEC), signature, sizeof(signature));

		if (size <= 0)
			return COULD_NOT_RUN;
		load.since_6_18.signature = (uintptr_t)signature;
		load.since_6_18.signature_size = (__u32)size;
		load.since_6_18.keyring_id = atoi(keyring);
	}
	return (int)syscall(__NR_bpf, BPF_PROG_LOAD, &load, sizeof(load));
}

/* Until it is killed, somebody else may open the program. */
static int hold(int program)
{
	struct bpf_prog_info info;
	union bpf_attr attr;

	memset(&info, 0, sizeof(info));
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (__u32)program;
	attr.info.info_len = sizeof(info);
	attr.info.info = (uintptr_t)&info;
	if (program < 0 || bpf_call(BPF_OBJ_GET_INFO_BY_FD, &attr))
		return report("load-signed", "hold", -1);
	printf("program %u\n", info.id);
	fflush(stdout);
	pause();
	return ALLOWED;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "write"))
		return write_code(argv[2]);
	if ((argc == 2 || argc == 4) && !strcmp(argv[1], "hold"))
		return hold(load(argv[2], argv[3]));
	if ((argc == 2 || argc == 4) && !strcmp(argv[1], "load"))
		return report("load-signed", "load", load(argv[2], argv[3]));
	fputs(help, stderr);
	return COULD_NOT_RUN;
}
