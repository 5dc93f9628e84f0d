/* SPDX-License-Identifier: Apache-2.0 */
#include "questions.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>

static struct {
	char name[BPF_OBJ_NAME_LEN];
	int times, error;
} awaited;

void await_load(const char *name)
{
	memset(&awaited, 0, sizeof(awaited));
	strncpy(awaited.name, name, sizeof(awaited.name) - 1);
}

int was_loaded(int *error)
{
	*error = awaited.error;
	return awaited.times;
}

/*
 * Every bpf() call of libbpf comes through here, because the linker prefers the
 * executable's `syscall` to libc's.
 */
long syscall(long number, ...)
{
	long (*kernel)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
	long argument[6];
	va_list list;

	va_start(list, number);
	for (int i = 0; i < 6; i++)
		argument[i] = va_arg(list, long);
	va_end(list);

	const union bpf_attr *attr = (const void *)argument[1];
	int is_load = number == __NR_bpf && argument[0] == BPF_PROG_LOAD;
	int is_awaited = is_load && !strncmp(attr->prog_name, awaited.name, sizeof(awaited.name));

	if (is_load && !is_awaited && awaited.name[0])
		return open("/dev/null", O_RDONLY | O_CLOEXEC); /* "yes" */
	long result =
	    kernel(number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5]);
	if (is_awaited) {
		awaited.times++;
		awaited.error = result < 0 ? errno : 0;
	}
	return result;
}
