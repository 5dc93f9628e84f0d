// SPDX-License-Identifier: Apache-2.0
/*
 * Maps, programs and links that change hands without bpf(): the one who hands them out,
 * and the one who takes or uses them. One act per run, exit status as probe's:
 *
 *	0 allowed   1 denied by watchbpf   2 could not run   3 denied by something else
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "act.h"
#include "attach.h"
#include "handing.h"
#include "objects.h"
#include "pins.h"
#include "supervise.h"

/* Where a handed object is. */
#define HANDED 100

static const char *act;

static int answer(long result)
{
	return (int)report("sideways", act, result);
}

static int fail(const char *what)
{
	perror(what);
	return COULD_NOT_RUN;
}

static int start(char **program)
{
	execv(program[0], program);
	return fail("exec");
}

/* Makes an object that PROGRAM finds at fd HANDED. */
static int give(char **words, int flags)
{
	int fd = make_object(words[0]);

	if (fd < 0 || dup3(fd, HANDED, flags) < 0)
		return fail("make");
	return start(words + 1);
}

static int act_give(char **words)
{
	return give(words, 0);
}

static int act_give_closed(char **words)
{
	return give(words, O_CLOEXEC);
}

static int act_hold(char **words)
{
	(void)words;
	puts("ready");
	fflush(stdout);
	pause();
	return COULD_NOT_RUN;
}

static int unix_socket(const char *path, struct sockaddr_un *address)
{
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	strncpy(address->sun_path, path, sizeof(address->sun_path) - 1);
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* KIND SOCKET: to everybody who asks. */
static int act_offer(char **words)
{
	struct sockaddr_un address;
	int fd = make_object(words[0]), server = unix_socket(words[1], &address);

	if (fd < 0 || bind(server, (void *)&address, sizeof(address)) || listen(server, 8))
		return fail("offer");
	puts("ready");
	fflush(stdout);
	for (;;) {
		int client = accept(server, NULL, NULL);

		if (client < 0 || send_fd(client, fd) < 0)
			return fail("send");
		close(client);
	}
}

static int act_receive(char **words)
{
	struct sockaddr_un address;
	int from = unix_socket(words[0], &address);

	if (connect(from, (void *)&address, sizeof(address)))
		return fail("connect");
	return answer(receive_fd(from));
}

static int act_take(char **words)
{
	return answer(take_fd(atoi(words[0]), HANDED));
}

/* What works for files of a file system. */
static int act_reopen(char **words)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%s/fd/%d", words[0], HANDED);
	return answer(open(path, O_RDWR | O_CLOEXEC));
}

static int act_supervise(char **words)
{
	(void)words;
	return answer(add_fd(HANDED));
}

/* dup() has no hook: what is held is held. */
static int act_dup(char **words)
{
	(void)words;
	return answer(dup2(HANDED, HANDED + 1));
}

static int map_at(int protection)
{
	return answer(mmap(NULL, 4096, protection, MAP_SHARED, HANDED, 0) == MAP_FAILED ? -1 : 0);
}

static int act_map_read(char **words)
{
	(void)words;
	return map_at(PROT_READ);
}

static int act_map_write(char **words)
{
	(void)words;
	return map_at(PROT_READ | PROT_WRITE);
}

/* KIND PATH; says its id, too. */
static int act_pin(char **words)
{
	int fd = make_object(words[0]);

	if (fd < 0)
		return fail("make");
	printf("id %u\n", id_of_object(fd));
	return answer(pin_object(fd, words[1]));
}

static int act_read(char **words)
{
	char text[256];
	int fd = open(words[0], O_RDONLY | O_CLOEXEC);

	return answer(fd < 0 ? fd : read(fd, text, sizeof(text)));
}

static int act_unlink(char **words)
{
	return answer(unlink(words[0]));
}

static int act_rename(char **words)
{
	return answer(rename(words[0], words[1]));
}

static int act_link(char **words)
{
	return answer(link(words[0], words[1]));
}

static int act_rmdir(char **words)
{
	return answer(rmdir(words[0]));
}

static int act_umount(char **words)
{
	return answer(umount2(words[0], 0));
}

static int act_umount_later(char **words)
{
	return answer(umount2(words[0], MNT_DETACH));
}

/* Without words: what HANDED is, to a socket and so on. */
static int act_attach(char **words)
{
	return answer(attach_to(words[0], HANDED));
}

/* PATH of a pinned link */
static int act_detach_pinned(char **words)
{
	union bpf_attr attr;
	int fd = open_pin(words[0], 0);

	if (fd < 0)
		return answer(fd);
	memset(&attr, 0, sizeof(attr));
	attr.link_detach.link_fd = (__u32)fd;
	return answer(bpf_call(BPF_LINK_DETACH, &attr));
}

/* PATH of a pinned link: to a program of one's own */
static int act_update_pinned(char **words)
{
	union bpf_attr attr;
	int program = make_object("cgroup_skb"), fd = open_pin(words[0], 0);

	if (fd < 0 || program < 0)
		return answer(-1);
	memset(&attr, 0, sizeof(attr));
	attr.link_update.link_fd = (__u32)fd;
	attr.link_update.new_prog_fd = (__u32)program;
	return answer(bpf_call(BPF_LINK_UPDATE, &attr));
}

static int act_open_by_id(char **words)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.link_id = (__u32)atoi(words[0]);
	return answer(bpf_call(BPF_LINK_GET_FD_BY_ID, &attr));
}

static int act_cgroup_attach(char **words)
{
	return answer(attach_to_cgroup(words[0], make_object("cgroup_skb")));
}

/* Whatever program is there. */
static int act_cgroup_detach(char **words)
{
	return answer(detach_from_cgroup(words[0], 0));
}

static int act_cgroup_cycle(char **words)
{
	int program = make_object("cgroup_skb");

	if (attach_to_cgroup(words[0], program))
		return answer(-1);
	return answer(detach_from_cgroup(words[0], program));
}

static const struct way {
	const char *name;
	int words;
	int (*run)(char **words);
	const char *help;
} ways[] = {
    {"give", 2, act_give, "KIND PROGRAM...  starts it with an object's fd"},
    {"give-closed", 2, act_give_closed, "KIND PROGRAM...  the same, closed on exec"},
    {"start", 1, start, "PROGRAM...  with what this process has"},
    {"hold", 0, act_hold, "what it has, for ever"},
    {"offer", 2, act_offer, "KIND SOCKET  an object's fd to everybody who connects"},
    {"receive", 1, act_receive, "SOCKET"},
    {"take", 1, act_take, "PID  its handed fd, by pidfd_getfd()"},
    {"reopen", 1, act_reopen, "PID  its handed fd, in /proc"},
    {"supervise", 0, act_supervise, "a thread of its own, which gets the handed fd"},
    {"dup", 0, act_dup, "the handed fd"},
    {"map-read", 0, act_map_read, "the handed map, into memory"},
    {"map-write", 0, act_map_write, "the same, writable"},
    {"pin", 2, act_pin, "KIND PATH"},
    {"read", 1, act_read, "PATH  as a text"},
    {"unlink", 1, act_unlink, "PATH"},
    {"rename", 2, act_rename, "PATH PATH"},
    {"link", 2, act_link, "PATH PATH"},
    {"rmdir", 1, act_rmdir, "PATH"},
    {"attach", 1, act_attach, "socket|reuseport|perf|tun|...  the handed program"},
    {"detach-pinned", 1, act_detach_pinned, "PATH of a link"},
    {"update-pinned", 1, act_update_pinned, "PATH of a link"},
    {"open-by-id", 1, act_open_by_id, "ID of a link"},
    {"umount", 1, act_umount, "PATH"},
    {"umount-later", 1, act_umount_later, "PATH  when nobody uses it any more"},
    {"cgroup-attach", 1, act_cgroup_attach, "FOLDER  a program that stays"},
    {"cgroup-detach", 1, act_cgroup_detach, "FOLDER  the program that is there, without an fd of it"},
    {"cgroup-cycle", 1, act_cgroup_cycle, "FOLDER  a program of its own, attached and detached"},
};

int main(int argc, char **argv)
{
	act = argc > 1 ? argv[1] : "";
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (!strcmp(ways[i].name, act) && argc - 2 >= ways[i].words)
			return ways[i].run(argv + 2);
	fputs("usage: sideways WAY ...\n", stderr);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		fprintf(stderr, "  %-13s %s\n", ways[i].name, ways[i].help);
	return COULD_NOT_RUN;
}
