/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Eve's tool: one bpf() act per run. The exit status is the answer:
 *
 *	0 allowed   1 denied by watchbpf   2 could not run   3 denied by something else
 *
 * Baseline first: an act proves something only if it is allowed without watchbpf.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "act.h"
#include "programs.h"

static const char help[] = "usage: probe ACT [ARGUMENT...]\n"
			   "  command N [--common]     bpf() command number N; --common: as N | 1 << 16\n"
			   "  load KIND [NAME]         a small program of this kind\n"
			   "  attach KIND              loads and attaches one, prints \"attached\", waits\n"
			   "  create                   a hash map\n"
			   "  lookup ID [--after FILE] an element of map ID; --after: opens the map, prints\n"
			   "  update ID [--after FILE] \"ready\", and goes on when FILE exists\n"
			   "  map-by-id ID, prog-by-id ID\n"
			   "  open-all maps|programs|links  every object there is, one line each\n"
			   "  detach-all links         LINK_DETACH of every link there is\n"
			   "  flood N                  N times create, counted\n"
			   "  read-for-ever FD         what the descriptor has, until killed\n";

/* 7.2: log buffers for every command, in a fifth argument. */
#define COMMON_ATTRIBUTES (1 << 16)

static const char *act;

static enum verdict act_command(long command, int common)
{
	uint64_t common_attributes[3] = {0};
	union bpf_attr attr;
	long result;

	memset(&attr, 0, sizeof(attr));
	result = common ? syscall(__NR_bpf, command | COMMON_ATTRIBUTES, &attr, sizeof(attr),
				  common_attributes, sizeof(common_attributes))
			: bpf_call(command, &attr);
	/* Any other error comes from the command itself, behind the question. */
	if (result < 0 && errno != EPERM && errno != EACCES && errno != ENOSYS)
		result = 0;
	return report("probe", act, result);
}

static int open_by_id(enum bpf_cmd command, unsigned long id)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_id = (__u32)id; /* prog_id lies at the same place */
	return bpf_call(command, &attr);
}

static void wait_for(const char *file)
{
	struct stat status;

	puts("ready");
	fflush(stdout);
	while (stat(file, &status))
		usleep(20000);
}

static enum verdict act_element(enum bpf_cmd command, unsigned long id, const char *after)
{
	uint32_t key = 0;
	char value[256] = {0}; /* of any map here */
	int map = open_by_id(BPF_MAP_GET_FD_BY_ID, id);
	union bpf_attr attr;

	if (map < 0)
		return report("probe", "open the map", map);
	if (after)
		wait_for(after);
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (__u32)map;
	attr.key = (uintptr_t)&key;
	attr.value = (uintptr_t)value;
	return report("probe", act, bpf_call(command, &attr));
}

static const struct kind {
	const char *plural, *one;
	enum bpf_cmd next, open;
} kinds[] = {
    {"maps", "map", BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID},
    {"programs", "program", BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID},
    {"links", "link", BPF_LINK_GET_NEXT_ID, BPF_LINK_GET_FD_BY_ID},
};

static int detach(int link)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.link_detach.link_fd = (__u32)link;
	return bpf_call(BPF_LINK_DETACH, &attr);
}

/* Exits 0 if all were allowed, else as the last one that was not. */
static enum verdict act_on_all(const struct kind *kind, int (*then)(int fd))
{
	enum verdict all = ALLOWED, one;
	union bpf_attr attr;
	char what[64];

	memset(&attr, 0, sizeof(attr));
	while (!bpf_call(kind->next, &attr)) {
		int fd = open_by_id(kind->open, attr.next_id);
		int result = fd >= 0 && then ? then(fd) : fd;

		snprintf(what, sizeof(what), "%s %u", kind->one, attr.next_id);
		one = report("probe", what, result);
		all = one ? one : all;
		if (fd >= 0)
			close(fd);
		attr.start_id = attr.next_id;
	}
	return errno == ENOENT ? all : report("probe", "list", -1);
}

static enum verdict act_open_all(const char *plural)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].plural, plural))
			return act_on_all(&kinds[i], NULL);
	return COULD_NOT_RUN;
}

static enum verdict act_flood(unsigned long times)
{
	unsigned long denied = 0;
	int fd;

	for (unsigned long i = 0; i < times; i++) {
		fd = create_map();
		if (fd >= 0)
			close(fd);
		else if (errno == EPERM)
			denied++;
	}
	printf("probe: flood: %lu of %lu denied\n", denied, times);
	return denied == times ? DENIED : denied ? COULD_NOT_RUN : ALLOWED;
}

/* For kinds that name their target at load: lsm, fmod_ret, fentry. */
static enum verdict act_attach(const char *kind)
{
	int program = load_program(kind, "eve_program");
	union bpf_attr attr;
	int link;

	if (program < 0)
		return report("probe", "load", program);
	memset(&attr, 0, sizeof(attr));
	attr.raw_tracepoint.prog_fd = (__u32)program;
	link = bpf_call(BPF_RAW_TRACEPOINT_OPEN, &attr);
	if (link < 0)
		return report("probe", act, link);
	puts("attached");
	fflush(stdout);
	pause();
	return ALLOWED;
}

/*
 * A whole file, again and again: nearly all of the time is one pread(). It sleeps in
 * between, because attaching waits until every task has done so (RCU tasks).
 */
static int read_for_ever(int fd)
{
	const size_t size = 64u << 20;
	char *buffer = malloc(size);

	puts("reading");
	fflush(stdout);
	while (buffer && pread(fd, buffer, size, 0) > 0)
		usleep(1000);
	return COULD_NOT_RUN;
}

static int wrong_usage(void)
{
	fputs(help, stderr);
	return COULD_NOT_RUN;
}

int main(int argc, char **argv)
{
	const char *argument = argc > 2 ? argv[2] : NULL;
	unsigned long number = argument ? strtoul(argument, NULL, 0) : 0;
	const char *after = argc > 4 && !strcmp(argv[3], "--after") ? argv[4] : NULL;

	act = argc > 1 ? argv[1] : "";
	if (!strcmp(act, "create"))
		return report("probe", act, create_map());
	if (!argument)
		return wrong_usage();
	if (!strcmp(act, "command"))
		return act_command((long)number, argc > 3 && !strcmp(argv[3], "--common"));
	if (!strcmp(act, "load"))
		return report("probe", act, load_program(argument, argc > 3 ? argv[3] : "eve_program"));
	if (!strcmp(act, "attach"))
		return act_attach(argument);
	if (!strcmp(act, "lookup"))
		return act_element(BPF_MAP_LOOKUP_ELEM, number, after);
	if (!strcmp(act, "update"))
		return act_element(BPF_MAP_UPDATE_ELEM, number, after);
	if (!strcmp(act, "map-by-id"))
		return report("probe", act, open_by_id(BPF_MAP_GET_FD_BY_ID, number));
	if (!strcmp(act, "prog-by-id"))
		return report("probe", act, open_by_id(BPF_PROG_GET_FD_BY_ID, number));
	if (!strcmp(act, "open-all"))
		return act_open_all(argument);
	if (!strcmp(act, "detach-all"))
		return act_on_all(&kinds[2], detach);
	if (!strcmp(act, "read-for-ever"))
		return read_for_ever((int)number);
	if (!strcmp(act, "flood"))
		return act_flood(number);
	return wrong_usage();
}
