// SPDX-License-Identifier: Apache-2.0
// What differs between kernels, as data: the exit status of probe or launch on
// kernels before and since a version, and why. No test skips: on the older side
// it asserts what is true there.
#pragma once

#include <sys/utsname.h>

#include <cstdio>

namespace watchbpf::guest {

struct Expected {
	int major, minor; // the first kernel that is different
	int before, since;
	const char *reason;

	int now() const
	{
		utsname running{};
		int is_major = 0, is_minor = 0;
		uname(&running);
		std::sscanf(running.release, "%d.%d", &is_major, &is_minor);
		const bool newer = is_major > major || (is_major == major && is_minor >= minor);
		return newer ? since : before;
	}
};

} // namespace watchbpf::guest
