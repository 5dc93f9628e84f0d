// SPDX-License-Identifier: Apache-2.0
#include "daemon/self_test.h"

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

#include "daemon/fd.h"

namespace watchbpf::daemon {

// No kernel has it: EINVAL from the kernel itself, EPERM from us. Bit 16 is
// clear: since 7.2 it is a flag, whose argument is checked before any hook.
static constexpr int kUnknownCommand = 0x7ffe0000;

// errno of the call, 0 if it worked.
static int create_map()
{
	bpf_attr attr{};
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = 4;
	attr.value_size = 4;
	attr.max_entries = 1;
	std::strcpy(attr.map_name, "wb_self_test");
	const Fd map(static_cast<int>(syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr))));
	return map.valid() ? 0 : errno;
}

static int call_unknown_command()
{
	bpf_attr attr{};
	return syscall(SYS_bpf, kUnknownCommand, &attr, sizeof(attr)) < 0 ? errno : 0;
}

Result<void> check_bpf_is_open()
{
	if (const int error = create_map())
		return system_failure(
		    "self-test before attaching: creating a map", error,
		    "something else denies bpf() already: another watchbpf, seccomp or an LSM");
	return {};
}

Result<void> check_not_traced()
{
	constexpr std::string_view kKey = "TracerPid:\t";
	std::ifstream status("/proc/self/status");
	for (std::string line; std::getline(status, line);)
		if (line.starts_with(kKey) && line != std::string(kKey) + "0")
			return failure("watchbpf is traced by process " + line.substr(kKey.size()),
				       "start it without a debugger");
	return {};
}

Result<void> check_bpf_is_decided(bool audit)
{
	const int created = create_map(), unknown = call_unknown_command();
	const std::string saw = std::string("creating a map: ") + std::strerror(created) +
				"; an unknown command: " + std::strerror(unknown);
	if (audit && (created != 0 || unknown != EINVAL))
		return failure("self-test: audit mode denies: " + saw);
	if (!audit && (created != EPERM || unknown != EPERM))
		return failure(
		    "self-test: a forbidden bpf() call was not refused: " + saw,
		    "check that /sys/kernel/security/lsm names bpf and kernel.ftrace_enabled is 1");
	return {};
}

} // namespace watchbpf::daemon
