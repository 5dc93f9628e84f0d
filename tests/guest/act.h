/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Eve's tools share: a bpf() call without any library between her and the
 * kernel, and one way to say how it went.
 */
#ifndef WATCHBPF_TESTS_ACT_H
#define WATCHBPF_TESTS_ACT_H

#include <errno.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum verdict {
	ALLOWED = 0,
	DENIED = 1,            /* by watchbpf: EPERM for a task that may do everything */
	COULD_NOT_RUN = 2,     /* the act went wrong before or beside the question */
	DENIED_BY_ANOTHER = 3, /* EACCES, or EPERM for a task that lacks privileges */
};

static inline int bpf_call(long command, union bpf_attr *attr)
{
	return (int)syscall(__NR_bpf, command, attr, sizeof(*attr));
}

/* Without CAP_SYS_ADMIN the kernel itself says EPERM, and so proves nothing. */
static inline int is_privileged(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0}};

	if (syscall(SYS_capget, &header, data))
		return 0;
	return data[0].effective >> CAP_SYS_ADMIN & 1;
}

/* How a call ended that succeeds when nobody objects. Says so, too. */
static inline enum verdict report(const char *who, const char *act, long result)
{
	int error = result < 0 ? errno : 0;
	enum verdict verdict = ALLOWED;

	if (error == EPERM && is_privileged())
		verdict = DENIED;
	else if (error == EPERM || error == EACCES)
		verdict = DENIED_BY_ANOTHER;
	else if (error)
		verdict = COULD_NOT_RUN;

	static const char *const words[] = {"allowed", "denied", "could not run", "denied by something else"};
	printf("%s: %s: %s (errno %d: %s)\n", who, act, words[verdict], error,
	       error ? strerror(error) : "none");
	fflush(stdout);
	return verdict;
}

static inline int create_map(void)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_HASH;
	attr.key_size = sizeof(uint32_t);
	attr.value_size = sizeof(uint64_t);
	attr.max_entries = 16;
	strcpy(attr.map_name, "eve_map");
	return bpf_call(BPF_MAP_CREATE, &attr);
}

#endif
