/* SPDX-License-Identifier: Apache-2.0 */
/* System calls that have nothing to do with bpf(), and those that watchbpf looks at all the same. */
#include "operations.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char file[] = "/watchbpf/leave-static";

static struct sample ask_parent(void)
{
	count_t start = count_now();
	long parent = syscall(SYS_getppid);

	return sample_of(start, count_now(), parent);
}

static struct sample look_at_file(void)
{
	struct stat status;
	count_t start = count_now();
	int result = stat(file, &status);

	return sample_of(start, count_now(), result);
}

static struct sample open_file(void)
{
	count_t start = count_now();
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return sample_of(start, count_now(), fd);
}

/* As ld.so maps a library's code. */
static struct sample map_code(void)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct sample sample;
	count_t start = count_now();
	void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);

	if (code != MAP_FAILED)
		munmap(code, 4096);
	sample = sample_of(start, count_now(), code == MAP_FAILED ? -1 : 0);
	if (fd >= 0)
		close(fd);
	return sample;
}

const struct operation file_operations[] = {
    {.name = "getppid", .measure = ask_parent},
    {.name = "stat", .measure = look_at_file},
    {.name = "open+close", .measure = open_file},
    {.name = "map-code", .measure = map_code},
    {0},
};
