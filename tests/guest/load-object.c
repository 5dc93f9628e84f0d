/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tool that loads one program of an object file, with libbpf, and nothing else
 * of it. The exit status is the answer:
 *
 *	0 loaded   1 denied by watchbpf   2 refused by the kernel, or could not run
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "act.h"
#include "effects/outcome.h"
#include "questions.h"

static const char help[] =
    "usage: load-object OBJECT PROGRAM [OPTION...]\n"
    "       load-object --list OBJECT             its programs, one line each\n"
    "       load-object --raw FILE --type TYPE [--attach-type N]  instructions as they are\n"
    "  --pin-map NAME=PATH    pins this map once the program is loaded\n"
    "  --reuse-pin NAME=PATH  takes this map from a pin instead of creating it\n"
    "  --insert MAP=INDEX     puts the program into this map of programs\n"
    "  --onto OBJECT=PROGRAM  what a freplace program replaces a function of; loaded first\n"
    "  --attach               attaches it, says \"attached\"\n"
    "  --run N                runs it once with N as its argument, or on a packet\n"
    "  --hold                 goes on until SIGTERM\n"
    "After a run, and after SIGTERM, an attack's \"outcome\" is printed (effects/outcome.h).\n";

enum { kMaxMaps = 8, kLogSize = 4 << 20 };

struct named {
	char *name, *value;
};

static struct options {
	const char *object, *program, *raw, *type;
	unsigned int attach_type;
	struct named pin[kMaxMaps], reuse[kMaxMaps], insert, onto;
	int pins, reuses;
	int list, attach, run, hold;
	uint64_t argument;
} options;

static char verifier_log[kLogSize], warnings[8192];

static int keep_warning(enum libbpf_print_level level, const char *format, va_list list)
{
	size_t used = strlen(warnings);

	if (level == LIBBPF_WARN)
		vsnprintf(warnings + used, sizeof(warnings) - used, format, list);
	return 0;
}

/* The last lines of what the verifier said, or else of what libbpf said. */
static void print_last_lines(void)
{
	const char *text = verifier_log[0] ? verifier_log : warnings;
	const char *line = text + strlen(text);

	for (int lines = 0; line > text && lines < 7; line--)
		lines += line[-1] == '\n';
	printf("%s\n", line);
}

/* The verifier explains its own refusals, and ends what it accepts with a count. */
static int is_own_refusal(void)
{
	return verifier_log[0] && !strstr(verifier_log, "\nprocessed ") &&
	       strncmp(verifier_log, "processed ", strlen("processed "));
}

/* Of a load that failed. */
static enum verdict explain(const char *name)
{
	int error;

	if (!was_loaded(&error)) {
		printf("not asked %s %d %s\n", name, errno, strerror(errno));
		print_last_lines();
		return COULD_NOT_RUN;
	}
	if (error == EPERM && is_privileged() && !is_own_refusal()) {
		printf("denied %s %d %s\n", name, error, strerror(error));
		return DENIED;
	}
	printf("refused %s %d %s\n", name, error, strerror(error));
	print_last_lines();
	return COULD_NOT_RUN;
}

static enum verdict failed(const char *what)
{
	printf("cannot %s: %d %s\n", what, errno, strerror(errno));
	return COULD_NOT_RUN;
}

/* Opens an object of which only this program will be loaded. */
static struct bpf_object *open_for(const char *path, const char *name, struct bpf_program **chosen)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;

	*chosen = object ? bpf_object__find_program_by_name(object, name) : NULL;
	if (!*chosen)
		return NULL;
	bpf_object__for_each_program(program, object) bpf_program__set_autoload(program, program == *chosen);
	/* With a log from the start, libbpf asks once: a denial is one event. */
	bpf_program__set_log_buf(*chosen, verifier_log, sizeof(verifier_log));
	bpf_program__set_log_level(*chosen, 1);
	return object;
}

static int reuse_pins(struct bpf_object *object)
{
	for (int i = 0; i < options.reuses; i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(object, options.reuse[i].name);
		int fd = bpf_obj_get(options.reuse[i].value);

		if (!map || fd < 0 || bpf_map__reuse_fd(map, fd))
			return -1;
	}
	return 0;
}

static int pin_maps(struct bpf_object *object)
{
	for (int i = 0; i < options.pins; i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(object, options.pin[i].name);

		if (!map || bpf_map__pin(map, options.pin[i].value))
			return -1;
	}
	return 0;
}

static int insert(const struct bpf_object *object, const struct bpf_program *program)
{
	uint32_t index = (uint32_t)atoi(options.insert.value);
	int map = bpf_object__find_map_fd_by_name(object, options.insert.name), fd = bpf_program__fd(program);

	return bpf_map_update_elem(map, &index, &fd, BPF_ANY);
}

static struct bpf_link *attach(const struct bpf_program *program)
{
	struct bpf_link *link;

	if (bpf_program__expected_attach_type(program) != BPF_LSM_CGROUP)
		link = bpf_program__attach(program);
	else
		link = bpf_program__attach_cgroup(program, open("/sys/fs/cgroup", O_RDONLY | O_CLOEXEC));
	if (link) {
		printf("attached %s\n", bpf_program__name(program));
		fflush(stdout);
	}
	return link;
}

/* A program of type "syscall" gets the argument, any other a packet. */
static int run(const struct bpf_program *program)
{
	char packet[64] = {0};
	LIBBPF_OPTS(bpf_test_run_opts, how);

	if (bpf_program__type(program) == BPF_PROG_TYPE_SYSCALL) {
		how.ctx_in = &options.argument;
		how.ctx_size_in = sizeof(options.argument);
	} else {
		how.data_in = packet;
		how.data_size_in = sizeof(packet);
	}
	if (bpf_prog_test_run_opts(bpf_program__fd(program), &how))
		return -1;
	printf("ran %s: %d\n", bpf_program__name(program), (int)how.retval);
	return 0;
}

/* What an attack says of itself, if it says something within two seconds. */
static void print_outcome(const struct bpf_object *object)
{
	int map = bpf_object__find_map_fd_by_name(object, "outcome");
	struct outcome outcome = {0};
	uint32_t key = 0;

	for (int i = 0; map >= 0 && i < 100 && !outcome.times; i++) {
		if (bpf_map_lookup_elem(map, &key, &outcome))
			return;
		if (!outcome.times)
			usleep(20000);
	}
	if (map >= 0)
		printf("outcome: %lld in %u (%s), %u times; this is %d\n", (long long)outcome.result,
		       outcome.pid, outcome.comm, outcome.times, getpid());
}

/* SIGTERM is blocked since the start. */
static void wait_for_end(void)
{
	sigset_t end;
	int signal;

	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigwait(&end, &signal);
}

/* The program is loaded: whatever else was asked for. */
static enum verdict go_on(struct bpf_object *object, struct bpf_program *program,
			  const struct bpf_program *target)
{
	printf("loaded %s\n", bpf_program__name(program));
	fflush(stdout);
	await_load("");
	if (pin_maps(object))
		return failed("pin a map");
	if (options.insert.name && insert(object, program))
		return failed("insert");
	if (options.run && target && run(target))
		return failed("run the target");
	if (options.attach && !attach(program))
		return failed("attach");
	if (options.run && run(target ? target : program))
		return failed("run");
	fflush(stdout);
	if (options.hold)
		wait_for_end();
	if (options.run || options.attach)
		print_outcome(object);
	return ALLOWED;
}

static enum verdict load_onto(struct bpf_object *object, struct bpf_program *program)
{
	struct bpf_program *target = NULL;
	struct bpf_object *below = NULL;

	if (options.onto.name) {
		below = open_for(options.onto.name, options.onto.value, &target);
		if (!below)
			return failed("open what it goes onto");
		await_load(options.onto.value);
		if (bpf_object__load(below))
			return explain(options.onto.value);
		verifier_log[0] = '\0';
		if (bpf_program__set_attach_target(program, bpf_program__fd(target),
						   strchr(bpf_program__section_name(program), '/') + 1))
			return failed("name the target");
	}
	await_load(options.program);
	if (bpf_object__load(object))
		return explain(options.program);
	return go_on(object, program, target);
}

static enum verdict load_object(void)
{
	struct bpf_program *program;
	struct bpf_object *object = open_for(options.object, options.program, &program);

	if (!object)
		return failed("open it");
	if (reuse_pins(object))
		return failed("reuse a pin");
	return load_onto(object, program);
}

static enum verdict list_programs(void)
{
	struct bpf_object *object = bpf_object__open_file(options.object, NULL);
	struct bpf_program *program;

	if (!object)
		return failed("open it");
	bpf_object__for_each_program(program, object) puts(bpf_program__name(program));
	return ALLOWED;
}

static enum verdict load_raw(void)
{
	static struct bpf_insn code[4096];
	FILE *file = fopen(options.raw, "rb");
	size_t count = file ? fread(code, sizeof(*code), sizeof(code) / sizeof(*code), file) : 0;
	unsigned int type = 0;
	LIBBPF_OPTS(bpf_prog_load_opts, how, .log_level = 1, .log_buf = verifier_log,
		    .log_size = sizeof(verifier_log), .expected_attach_type = options.attach_type,
		    .attempts = 1);

	while (libbpf_bpf_prog_type_str(type) && strcmp(libbpf_bpf_prog_type_str(type), options.type))
		type++;
	if (!count || !libbpf_bpf_prog_type_str(type))
		return failed("read the instructions, or find the type");
	await_load("raw");
	if (bpf_prog_load(type, "raw", "GPL", code, count, &how) < 0)
		return explain("raw");
	puts("loaded raw");
	return ALLOWED;
}

static struct named split(char *text)
{
	char *sign = strchr(text, '=');

	if (!sign) {
		fputs(help, stderr);
		exit(COULD_NOT_RUN);
	}
	*sign = '\0';
	return (struct named){.name = text, .value = sign + 1};
}

static int read_option(int letter)
{
	switch (letter) {
	case 'p':
		return options.pins == kMaxMaps || (options.pin[options.pins++] = split(optarg), 0);
	case 'r':
		return options.reuses == kMaxMaps || (options.reuse[options.reuses++] = split(optarg), 0);
	case 'i':
		return options.insert = split(optarg), 0;
	case 'o':
		return options.onto = split(optarg), 0;
	case 'x':
		options.argument = strtoull(optarg, NULL, 0);
		return options.run = 1, 0;
	case 'w':
		return options.raw = optarg, 0;
	case 't':
		return options.type = optarg, 0;
	case 'k':
		return options.attach_type = (unsigned int)strtoul(optarg, NULL, 0), 0;
	default:
		return letter == '?';
	}
}

static int read_options(int argc, char **argv)
{
	const struct option names[] = {{"pin-map", 1, NULL, 'p'},     {"reuse-pin", 1, NULL, 'r'},
				       {"insert", 1, NULL, 'i'},      {"onto", 1, NULL, 'o'},
				       {"run", 1, NULL, 'x'},         {"raw", 1, NULL, 'w'},
				       {"type", 1, NULL, 't'},        {"attach-type", 1, NULL, 'k'},
				       {"list", 0, &options.list, 1}, {"attach", 0, &options.attach, 1},
				       {"hold", 0, &options.hold, 1}, {0}};
	int letter;

	while ((letter = getopt_long(argc, argv, "", names, NULL)) != -1)
		if (read_option(letter))
			return -1;
	options.object = argv[optind];
	options.program = options.object ? argv[optind + 1] : NULL;
	return 0;
}

int main(int argc, char **argv)
{
	sigset_t end;

	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigprocmask(SIG_BLOCK, &end, NULL);
	libbpf_set_print(keep_warning);
	if (read_options(argc, argv))
		options = (struct options){0};
	if (options.raw && options.type)
		return load_raw();
	if (options.list && options.object)
		return list_programs();
	if (options.program)
		return load_object();
	fputs(help, stderr);
	return COULD_NOT_RUN;
}
