/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tool that makes and frees objects, many times: what is kept of them must go with them.
 * Exit status as in act.h; "could not run" as soon as one act fails.
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <net/if.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "act.h"
#include "programs.h"

static const char help[] =
    "usage: cycle maps|programs|links|failed-links N   one after the other\n"
    "       cycle hold N [FREED]  N maps at once, or until one is denied; prints\n"
    "                             \"holding M\", waits for SIGUSR1, frees FREED of them\n"
    "                             (default: all), makes one more\n";

static int iterator = -1, xdp = -1, xdp_link = -1;

static int link_create(int program, enum bpf_attach_type type, unsigned int target)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (__u32)program;
	attr.link_create.attach_type = type;
	attr.link_create.target_ifindex = target;
	attr.link_create.flags = type == BPF_XDP ? 1U << 1 /* XDP_FLAGS_SKB_MODE: lo has no other */ : 0;
	return bpf_call(BPF_LINK_CREATE, &attr);
}

static int load_iterator(void)
{
	struct bpf_insn code[] = {
	    {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
	    {.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_TRACING;
	attr.expected_attach_type = BPF_TRACE_ITER;
	attr.attach_btf_id = (__u32)libbpf_find_vmlinux_btf_id("task", BPF_TRACE_ITER);
	attr.insns = (uintptr_t)code;
	attr.insn_cnt = 2;
	attr.license = (uintptr_t) "GPL";
	return bpf_call(BPF_PROG_LOAD, &attr);
}

static int make_program(void)
{
	return load_program("xdp", "cycle");
}

/* A link that costs nothing to attach. */
static int make_link(void)
{
	if (iterator < 0)
		iterator = load_iterator();
	return link_create(iterator, BPF_TRACE_ITER, 0);
}

/* An interface takes one: the second link is made, not attached, and freed again. */
static int fail_link(void)
{
	unsigned int lo = if_nametoindex("lo");
	int second;

	if (xdp < 0) {
		xdp = make_program();
		xdp_link = link_create(xdp, BPF_XDP, lo);
	}
	if (xdp_link < 0)
		return -1;
	second = link_create(xdp, BPF_XDP, lo);
	if (second >= 0 || errno != EBUSY)
		return -1;
	return dup(xdp_link);
}

static enum verdict cycle(const char *act, int (*make)(void), unsigned long times)
{
	for (unsigned long i = 0; i < times; i++) {
		int fd = make();

		if (fd < 0) {
			printf("cycle: number %lu failed\n", i);
			return report("cycle", act, fd);
		}
		close(fd);
	}
	return report("cycle", act, 0);
}

static enum verdict hold(unsigned long most, unsigned long freed)
{
	struct rlimit files = {.rlim_cur = most + 64, .rlim_max = most + 64};
	int *maps = calloc(most, sizeof(*maps)), signal;
	unsigned long held = 0;
	sigset_t signals;

	setrlimit(RLIMIT_NOFILE, &files);
	while (maps && held < most && (maps[held] = create_map()) >= 0)
		held++;
	if (held < most)
		report("cycle", "create", -1);
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	printf("holding %lu\n", held);
	fflush(stdout);
	sigwait(&signals, &signal);
	for (unsigned long i = 0; i < held && i < freed; i++)
		close(maps[i]);
	/* The kernel frees maps in its own time. */
	for (int attempt = 0; attempt < 100; attempt++, usleep(50000))
		if (create_map() >= 0)
			return report("cycle", "create after frees", 0);
	return report("cycle", "create after frees", -1);
}

int main(int argc, char **argv)
{
	unsigned long times = argc > 2 ? strtoul(argv[2], NULL, 0) : 0;
	const char *act = times ? argv[1] : "";

	if (!strcmp(act, "maps"))
		return cycle(act, create_map, times);
	if (!strcmp(act, "programs"))
		return cycle(act, make_program, times);
	if (!strcmp(act, "links"))
		return cycle(act, make_link, times);
	if (!strcmp(act, "failed-links"))
		return cycle(act, fail_link, times);
	if (!strcmp(act, "hold"))
		return hold(times, argc > 3 ? strtoul(argv[3], NULL, 0) : times);
	fputs(help, stderr);
	return COULD_NOT_RUN;
}
