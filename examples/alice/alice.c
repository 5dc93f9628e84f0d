/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Alice: a small tool that lives by generating code. Each run makes up new
 * packet filters, loads one as XDP and one as tc program, attaches the first
 * and counts packets in a map. watchbpf knows her by her executable, so it can
 * let her go on with this, and refuse the same to everybody else.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"
#include "filter.h"
#include "options.h"

#define MAP_NAME "ct_map_tcp4"

static const struct filter_kind xdp = {
    .type = BPF_PROG_TYPE_XDP,
    .name = "xdp",
    .data = offsetof(struct xdp_md, data),
    .data_end = offsetof(struct xdp_md, data_end),
    .pass = XDP_PASS,
};

static const struct filter_kind tc = {
    .type = BPF_PROG_TYPE_SCHED_CLS,
    .name = "sched_cls",
    .data = offsetof(struct __sk_buff, data),
    .data_end = offsetof(struct __sk_buff, data_end),
    .pass = 0, /* TC_ACT_OK */
};

/* Says what could not be done and why; the caller gives up. */
static int failed(const char *what)
{
	fprintf(stderr, "alice: cannot %s: %s%s\n", what, errno == EPERM ? "denied: " : "", strerror(errno));
	return -1;
}

static int make_map(void)
{
	int map = create_counters(MAP_NAME, FILTER_MAX_RULES + 1);

	if (map < 0)
		return failed("create map " MAP_NAME);
	for (uint32_t element = 0; element <= FILTER_MAX_RULES; element++)
		if (write_counter(map, element, 0))
			return failed("update map " MAP_NAME);
	printf("alice: created map " MAP_NAME "\n");
	return map;
}

static int make_program(const struct filter_kind *kind, const char *name, int map)
{
	struct filter filter;
	int program;

	filter_make_up(&filter, kind, map);
	program = load_filter(&filter, kind, name);
	if (program < 0)
		return failed(kind == &xdp ? "load xdp program" : "load sched_cls program");
	printf("alice: loaded %s program %s: %d rules, %d instructions, hash %016" PRIx64 "\n", kind->name,
	       name, filter.rules, filter.length, filter_hash(&filter));
	return program;
}

static void wake_up(int signal)
{
	(void)signal;
}

static void hold(int seconds)
{
	struct timespec rest = {.tv_sec = seconds};

	if (!seconds)
		return;
	printf("alice: holding for %d seconds\n", seconds);
	fflush(stdout);
	nanosleep(&rest, NULL);
}

/* Something to count: ten datagrams to a port of this host where nobody listens. */
static void make_traffic(void)
{
	struct sockaddr_in discard = {
	    .sin_family = AF_INET,
	    .sin_port = htons(9),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	for (int packet = 0; fd >= 0 && packet < 10; packet++)
		(void)!sendto(fd, "alice", 5, 0, (struct sockaddr *)&discard, sizeof(discard));
	if (fd >= 0)
		close(fd);
}

static int read_map(int map)
{
	uint64_t total = 0;

	if (read_counter(map, 0, &total))
		return failed("look up in map " MAP_NAME);
	if (write_counter(map, 0, 0))
		return failed("update map " MAP_NAME);
	printf("alice: counted %" PRIu64 " packets\n", total);
	return 0;
}

static int work(const struct options *options)
{
	int map = -1, program, other, link;
	unsigned int interface = if_nametoindex(options->interface);

	if (!interface)
		return failed("find the interface");
	if (options->maps && (map = make_map()) < 0)
		return -1;
	if ((program = make_program(&xdp, "from_netdev", map)) < 0)
		return -1;
	if ((other = make_program(&tc, "to_netdev", map)) < 0)
		return -1;
	if (try_program(other))
		return failed("try the sched_cls program");
	if ((link = attach_xdp(program, (int)interface)) < 0)
		return failed("attach the xdp program");
	printf("alice: attached from_netdev to %s\n", options->interface);
	hold(options->hold);
	make_traffic();
	if (map >= 0 && read_map(map))
		return -1;
	close(link);
	return 0;
}

static void *work_in_thread(void *options)
{
	return work(options) ? options : NULL;
}

/* The exit status of a child that runs `command`, or else our own work. */
static int run_in_child(const struct options *options, char **command)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child < 0)
		return failed("fork"), 1;
	if (!child && command) {
		execvp(command[0], command);
		failed("exec");
		_exit(2);
	}
	if (!child)
		exit(work(options) ? 1 : 0);
	if (waitpid(child, &status, 0) < 0)
		return failed("wait"), 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int run(struct options *options)
{
	pthread_t thread;
	void *result = options;

	if (options->in_child)
		return run_in_child(options, NULL);
	if (!options->in_thread)
		return work(options) ? 1 : 0;
	errno = pthread_create(&thread, NULL, work_in_thread, options);
	if (errno)
		return failed("start a thread"), 1;
	pthread_join(thread, &result);
	return result ? 1 : 0;
}

int main(int argc, char **argv)
{
	struct options options;
	int status = options_read(&options, argc, argv);

	if (status >= 0)
		return status;
	signal(SIGUSR1, wake_up);
	status = run(&options);
	if (!status && options.command)
		status = run_in_child(&options, options.command);
	return status;
}
