/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What anybody pays who attaches to the hooks that watchbpf attaches to: a program that only
 * returns, on each of them, until it is killed.
 *
 *	floor OBJECT <NAMES	prints how many are attached, and how large the ring of events is
 *
 * OBJECT is watchbpf's own, for the hooks; NAMES are of the programs that watchbpf has loaded on
 * this kernel, a word each. Both are watchbpf's own word, so that the floor follows its hooks.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { kMostNames = 256, kNameBytes = 64 };

static char loaded[kMostNames][kNameBytes];
static int loaded_count;

/* The kernel may know only the beginning of a name; these differ in their first 15 characters. */
static int is_loaded(const char *name)
{
	for (int i = 0; i < loaded_count; i++)
		if (!strcmp(loaded[i], name) || (strlen(loaded[i]) == BPF_OBJ_NAME_LEN - 1 &&
						 !strncmp(loaded[i], name, BPF_OBJ_NAME_LEN - 1)))
			return 1;
	return 0;
}

static int load_empty(const struct bpf_program *like, int returned, int attach_btf_id)
{
	const struct bpf_insn code[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = returned},
					{.code = BPF_JMP | BPF_EXIT}};
	/* Sleepable ones have another way in. */
	int sleepable = strstr(bpf_program__section_name(like), ".s/") != NULL;

	LIBBPF_OPTS(bpf_prog_load_opts, options,
		    .expected_attach_type = bpf_program__expected_attach_type(like),
		    .attach_btf_id = (__u32)attach_btf_id, .prog_flags = sleepable ? BPF_F_SLEEPABLE : 0);
	return bpf_prog_load(bpf_program__type(like), "floor", "GPL", code, sizeof(code) / sizeof(*code),
			     &options);
}

/* One function has another name on later kernels (daemon/kernel_features.cpp). */
static int find_function(const struct bpf_program *like)
{
	enum bpf_attach_type type = bpf_program__expected_attach_type(like);
	const char *name = strchr(bpf_program__section_name(like), '/') + 1;
	char later[128];
	/* It would say on standard error that there is none: not yet worth a word. */
	libbpf_print_fn_t say = libbpf_set_print(NULL);
	int id = libbpf_find_vmlinux_btf_id(name, type);

	libbpf_set_print(say);
	if (id > 0)
		return id;
	snprintf(later, sizeof(later), "bpf_%s", name);
	return libbpf_find_vmlinux_btf_id(later, type);
}

static int attach_to_function(const struct bpf_program *like)
{
	int function = find_function(like);
	int program = function > 0 ? load_empty(like, 0, function) : -1;

	return program < 0 ? -1 : bpf_raw_tracepoint_open(NULL, program);
}

static int attach_to_cgroup(const struct bpf_program *like)
{
	int root = open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int program = load_empty(like, 1, 0);

	return program < 0 ? -1
			   : bpf_link_create(program, root, bpf_program__expected_attach_type(like), NULL);
}

/* 1: attached; 0: watchbpf attaches it to nothing that runs by itself (iterators). */
static int attach_like(const struct bpf_program *like)
{
	int link;

	if (bpf_program__expected_attach_type(like) == BPF_TRACE_ITER)
		return 0;
	if (bpf_program__type(like) == BPF_PROG_TYPE_CGROUP_SYSCTL)
		link = attach_to_cgroup(like);
	else
		link = attach_to_function(like);
	if (link < 0) {
		fprintf(stderr, "floor: %s (%s): %s\n", bpf_program__name(like),
			bpf_program__section_name(like), strerror(errno));
		return -1;
	}
	return 1;
}

int main(int argc, char **argv)
{
	struct bpf_object *object = argc == 2 ? bpf_object__open_file(argv[1], NULL) : NULL;
	struct bpf_program *program;
	int attached = 0;

	if (!object || !bpf_object__find_map_by_name(object, "wb_events")) {
		fprintf(stderr, "usage: floor OBJECT <NAMES\n");
		return 2;
	}
	while (loaded_count < kMostNames && scanf("%63s", loaded[loaded_count]) == 1)
		loaded_count++;
	bpf_object__for_each_program(program, object)
	{
		int done = is_loaded(bpf_program__name(program)) ? attach_like(program) : 0;

		if (done < 0)
			return 1;
		attached += done;
	}
	/* No name known: that would be a floor of nothing. */
	if (!attached)
		return 1;
	printf("%d %u\n", attached, bpf_map__max_entries(bpf_object__find_map_by_name(object, "wb_events")));
	fflush(stdout);
	pause();
	return 0;
}
