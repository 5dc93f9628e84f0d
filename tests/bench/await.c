/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waits until a daemon has written a text, and says how long that took:
 *
 *	await PID FILE TEXT START	prints: ELAPSED RAN
 *
 * ELAPSED counts from START (operations 1 now), and so what others did and idle time too; RAN is
 * what the process itself ran for. Both are in instructions where time is.
 */
#include "sample.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { kPauseMicroseconds = 1000, kMostBytes = 65536 };

static int contains(const char *path, const char *text)
{
	static char content[kMostBytes];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? -1 : read(fd, content, sizeof(content) - 1);

	if (fd >= 0)
		close(fd);
	if (size < 0)
		return 0;
	content[size] = 0;
	return strstr(content, text) != NULL;
}

static unsigned long long time_of(int pid)
{
	unsigned long long ran = 0;
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", pid);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%llu", &ran) != 1)
		fprintf(stderr, "await: %s does not tell\n", path);
	if (file)
		fclose(file);
	return ran;
}

int main(int argc, char **argv)
{
	count_t now;
	int pid;

	if (argc != 5) {
		fprintf(stderr, "usage: await PID FILE TEXT START\n");
		return 2;
	}
	pid = atoi(argv[1]);
	while (!contains(argv[2], argv[3])) {
		if (kill(pid, 0))
			return 1;
		usleep(kPauseMicroseconds);
	}
	now = count_now();
	printf("%llu %llu\n", now - strtoull(argv[4], NULL, 10), time_of(pid));
	return 0;
}
