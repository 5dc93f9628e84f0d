/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Alice's and Bob's tool: one act on one map per run. Exit status as in act.h:
 *
 *	0 allowed   1 denied by watchbpf   2 could not run   3 denied by something else
 *
 * What opening the map says and what the act itself says are two lines of output. A map
 * that was opened with --ro refuses writes by itself, with EPERM: whether watchbpf denied
 * it, only its events tell.
 */
#include <getopt.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "act.h"
#include "mapcalls.h"
#include "pins.h"

static const char help[] =
    "usage: mapuser create NAME [PIN] [--hold]             a hash, with its elements 0 to 3 set\n"
    "               [--array | --arena | --sockmap]        or one of these; the last two are empty\n"
    "       mapuser ACT MAP [--ro] [--key N] [--value N] [--run]\n"
    "MAP\n"
    "  --id N, --name NAME      the map with this id; the first of this name (walks all ids)\n"
    "  --pin PATH               by its pin\n"
    "  --fd N                   inherited\n"
    "  --ro                     opened with BPF_F_RDONLY\n"
    "ACT\n"
    "  open                     nothing but open it, and print id and name\n"
    "  hold                     prints \"holding\", waits; SIGUSR1: updates it (--ro: looks it up)\n"
    "  lookup, dump, batch-lookup, iterate\n"
    "  update, delete, lookup-delete, batch-update, batch-delete, batch-lookup-delete\n"
    "  update-again             an update once its fd was that of a map of one's own, which was updated;\n"
    "                           then the same after a lookup\n"
    "  open-again               an fd for writing, by its id, after one for reading\n"
    "  iterate-writer           an iterator that stores in each element\n"
    "  iterate-mixer            one whose store is to the stack, or to the element\n"
    "  iterate-adder            one that adds to each element, atomically\n"
    "  freeze, pin-at PATH\n"
    "  mmap, mmap-read          of a map made with --array. With --ro the kernel itself says EINVAL\n"
    "  load-reader              a program that reads an element; --run: runs it, too\n"
    "  load-writer              one that stores to it\n"
    "  load-updater             one that calls bpf_map_update_elem()\n"
    "  load-writer-inner        one that finds the map in an outer map and stores to it\n"
    "  load-writer-sealed       the same, where programs may only read the outer map\n"
    "  load-writer-arena        one that stores to an arena\n"
    "  attach-verdict           a program for all the sockets of a sockmap\n";

static struct {
	const char *act, *path; /* `path`: of pin-at */
	const char *pin, *name;
	long id, fd;
	uint32_t key;
	uint64_t value;
	int read_only, run, hold;
	enum bpf_map_type type;
} asked = {.id = -1, .fd = -1, .value = 4711, .type = BPF_MAP_TYPE_HASH};

static enum verdict told(const char *act, long result)
{
	return report("mapuser", act, result);
}

static enum verdict print_info(int map)
{
	struct bpf_map_info info;

	if (map_info(map, &info))
		return told("info", -1);
	printf("map %u %s\n", info.id, info.name);
	fflush(stdout);
	return ALLOWED;
}

static enum verdict touch(int map)
{
	uint64_t value = asked.value;

	if (asked.read_only)
		return told("lookup", map_element(BPF_MAP_LOOKUP_ELEM, map, asked.key, &value));
	return told("update", map_element(BPF_MAP_UPDATE_ELEM, map, asked.key, &value));
}

/* Until it is killed. Bob at work: each SIGUSR1 is one piece of it. */
static enum verdict hold(int map)
{
	sigset_t work;
	int signal;

	sigemptyset(&work);
	sigaddset(&work, SIGUSR1);
	sigprocmask(SIG_BLOCK, &work, NULL);
	puts("holding");
	fflush(stdout);
	while (!sigwait(&work, &signal))
		touch(map);
	return COULD_NOT_RUN;
}

static enum verdict create(const char *name, const char *pin)
{
	int mapped = asked.type == BPF_MAP_TYPE_ARRAY || asked.type == MAP_TYPE_ARENA;
	int filled = asked.type == BPF_MAP_TYPE_ARRAY || asked.type == BPF_MAP_TYPE_HASH;
	int map = map_create(name, asked.type, mapped ? BPF_F_MMAPABLE : 0, -1);
	enum verdict verdict = told("create", map);

	for (uint32_t key = 0; filled && !verdict && key < 4; key++) {
		uint64_t value = 100 + key;

		if (map_element(BPF_MAP_UPDATE_ELEM, map, key, &value))
			verdict = told("fill", -1);
	}
	if (!verdict)
		verdict = print_info(map);
	if (!verdict && pin)
		verdict = told("pin", pin_object(map, pin));
	return verdict || !asked.hold ? verdict : hold(map);
}

static int open_map(void)
{
	uint32_t flags = asked.read_only ? BPF_F_RDONLY : 0;

	if (asked.fd >= 0)
		return (int)asked.fd;
	if (asked.id >= 0)
		return map_open_id((uint32_t)asked.id, flags);
	return asked.pin ? open_pin(asked.pin, flags) : map_open_name(asked.name, flags);
}

static enum verdict act_lookup(int map)
{
	uint64_t value = 0;
	int result = map_element(BPF_MAP_LOOKUP_ELEM, map, asked.key, &value);

	if (!result)
		printf("key %u: %llu\n", asked.key, (unsigned long long)value);
	return told(asked.act, result);
}

static enum verdict act_element(enum bpf_cmd command, int map)
{
	uint64_t value = asked.value;

	return told(asked.act,
		    map_element(command, map, asked.key, command == BPF_MAP_DELETE_ELEM ? NULL : &value));
}

/*
 * Who was allowed something of one map, and then asks more, or for another map by the same fd.
 * Both are refused: or the first of them that is not.
 */
static enum verdict act_update_again(int map)
{
	int fd = map_create("own_map", BPF_MAP_TYPE_HASH, 0, -1);
	uint64_t value = asked.value, found;
	enum verdict verdict;

	for (int turn = 0; turn < 2; turn++)
		if (map_element(BPF_MAP_UPDATE_ELEM, fd, asked.key, &value))
			return COULD_NOT_RUN;
	/* The map of one's own lives on: only its address tells the other from it. */
	if (dup(fd) < 0 || dup2(map, fd) != fd)
		return COULD_NOT_RUN;
	verdict = told("update in its place", map_element(BPF_MAP_UPDATE_ELEM, fd, asked.key, &value));
	if (verdict != DENIED)
		return verdict;
	for (int turn = 0; turn < 2; turn++)
		if (map_element(BPF_MAP_LOOKUP_ELEM, fd, asked.key, &found))
			return COULD_NOT_RUN;
	return told("update after lookups", map_element(BPF_MAP_UPDATE_ELEM, fd, asked.key, &value));
}

/* Who was given an fd for reading is given another, and none for writing. */
static enum verdict act_open_again(int map)
{
	struct bpf_map_info info;

	if (map_info(map, &info) || map_open_id(info.id, BPF_F_RDONLY) < 0)
		return COULD_NOT_RUN;
	return told(asked.act, map_open_id(info.id, 0));
}

static enum verdict act_mmap(int map)
{
	int writes = !strcmp(asked.act, "mmap");
	int access = writes ? PROT_READ | PROT_WRITE : PROT_READ;
	volatile uint64_t *values = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), access, MAP_SHARED, map, 0);

	if (values == MAP_FAILED)
		return told(asked.act, -1);
	if (writes)
		values[asked.key] = asked.value;
	printf("key %u: %llu\n", asked.key, (unsigned long long)values[asked.key]);
	return told(asked.act, 0);
}

static enum verdict act_load(enum map_use use, int map)
{
	int program = map_load_program(map, use, asked.key, asked.value);
	enum verdict verdict = told(asked.act, program);

	return verdict || !asked.run ? verdict : told("run", map_run_program(program));
}

static const struct act {
	const char *name;
	int number; /* enum bpf_cmd, map_use or map_iteration */
} element_acts[] =
    {
	{"update", BPF_MAP_UPDATE_ELEM},
	{"delete", BPF_MAP_DELETE_ELEM},
	{"lookup-delete", BPF_MAP_LOOKUP_AND_DELETE_ELEM},
},
  batch_acts[] =
      {
	  {"batch-lookup", BPF_MAP_LOOKUP_BATCH},
	  {"batch-update", BPF_MAP_UPDATE_BATCH},
	  {"batch-delete", BPF_MAP_DELETE_BATCH},
	  {"batch-lookup-delete", BPF_MAP_LOOKUP_AND_DELETE_BATCH},
},
  iterate_acts[] =
      {
	  {"iterate", ITERATE_READ},
	  {"iterate-writer", ITERATE_WRITE},
	  {"iterate-mixer", ITERATE_MIX},
	  {"iterate-adder", ITERATE_ADD},
},
  load_acts[] = {
      {"load-reader", MAP_READ},
      {"load-writer", MAP_WRITE},
      {"load-updater", MAP_UPDATE},
      {"load-writer-inner", MAP_WRITE_INNER},
      {"load-writer-sealed", MAP_WRITE_SEALED},
      {"load-writer-arena", MAP_WRITE_ARENA},
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct act *find(const struct act *acts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(acts[i].name, asked.act))
			return &acts[i];
	return NULL;
}

static enum verdict act_on(int map)
{
	const struct act *found;

	if ((found = find(element_acts, COUNT(element_acts))))
		return act_element((enum bpf_cmd)found->number, map);
	if ((found = find(batch_acts, COUNT(batch_acts))))
		return told(asked.act, map_batch((enum bpf_cmd)found->number, map, asked.key, asked.value));
	if ((found = find(load_acts, COUNT(load_acts))))
		return act_load((enum map_use)found->number, map);
	if (!strcmp(asked.act, "open"))
		return print_info(map);
	if (!strcmp(asked.act, "hold"))
		return hold(map);
	if (!strcmp(asked.act, "lookup"))
		return act_lookup(map);
	if (!strcmp(asked.act, "update-again"))
		return act_update_again(map);
	if (!strcmp(asked.act, "open-again"))
		return act_open_again(map);
	if (!strcmp(asked.act, "dump"))
		return told(asked.act, map_dump(map));
	if ((found = find(iterate_acts, COUNT(iterate_acts))))
		return told(asked.act, map_iterate(map, (enum map_iteration)found->number, asked.value));
	if (!strcmp(asked.act, "attach-verdict"))
		return told(asked.act, map_attach_verdict(map));
	if (!strcmp(asked.act, "freeze"))
		return told(asked.act, map_freeze(map));
	if (!strncmp(asked.act, "mmap", 4))
		return act_mmap(map);
	if (!strcmp(asked.act, "pin-at") && asked.path)
		return told(asked.act, pin_object(map, asked.path));
	fputs(help, stderr);
	return COULD_NOT_RUN;
}

/* Returns how many of argv are left; they are moved to its front. -1: not understood. */
static int read_options(int argc, char **argv)
{
	static const struct option options[] = {
	    {"id", required_argument, NULL, 'i'},
	    {"pin", required_argument, NULL, 'p'},
	    {"name", required_argument, NULL, 'n'},
	    {"fd", required_argument, NULL, 'f'},
	    {"key", required_argument, NULL, 'k'},
	    {"value", required_argument, NULL, 'v'},
	    {"ro", no_argument, NULL, 'o'},
	    {"run", no_argument, NULL, 'r'},
	    {"hold", no_argument, NULL, 'h'},
	    {"array", no_argument, NULL, 'a'},
	    {"arena", no_argument, NULL, 'e'},
	    {"sockmap", no_argument, NULL, 's'},
	    {NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		switch (option) {
		case 'i':
			asked.id = strtol(optarg, NULL, 0);
			break;
		case 'f':
			asked.fd = strtol(optarg, NULL, 0);
			break;
		case 'k':
			asked.key = (uint32_t)strtoul(optarg, NULL, 0);
			break;
		case 'v':
			asked.value = strtoull(optarg, NULL, 0);
			break;
		case 'p':
			asked.pin = optarg;
			break;
		case 'n':
			asked.name = optarg;
			break;
		case 'o':
			asked.read_only = 1;
			break;
		case 'r':
			asked.run = 1;
			break;
		case 'h':
			asked.hold = 1;
			break;
		case 'a':
			asked.type = BPF_MAP_TYPE_ARRAY;
			break;
		case 'e':
			asked.type = MAP_TYPE_ARENA;
			break;
		case 's':
			asked.type = BPF_MAP_TYPE_SOCKMAP;
			break;
		default:
			return -1;
		}
	}
	return argc - optind;
}

int main(int argc, char **argv)
{
	int left = read_options(argc, argv), map;
	char **words = argv + optind;

	asked.act = left > 0 ? words[0] : "";
	asked.path = left > 1 ? words[1] : NULL;
	if (left > 1 && !strcmp(asked.act, "create"))
		return create(words[1], left > 2 ? words[2] : NULL);
	if (left < 1 || (asked.id < 0 && asked.fd < 0 && !asked.pin && !asked.name)) {
		fputs(help, stderr);
		return COULD_NOT_RUN;
	}
	map = open_map();
	return map < 0 ? told("open", map) : act_on(map);
}
