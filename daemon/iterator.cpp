// SPDX-License-Identifier: Apache-2.0
#include "daemon/iterator.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "daemon/fd.h"
#include "daemon/libbpf_log.h"

namespace watchbpf::daemon {

static Result<std::string> read_all(const Fd &fd)
{
	std::string bytes;
	char buffer[16 << 10];
	for (;;) {
		const ssize_t got = read(fd.get(), buffer, sizeof(buffer));
		if (got == 0)
			return bytes;
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			return system_failure("reading what an iterator lists", errno);
		if (got > 0)
			bytes.append(buffer, static_cast<std::size_t>(got));
	}
}

Result<std::string> run_iterator(const bpf_link *link)
{
	const Fd iterator(link ? bpf_iter_create(bpf_link__fd(link)) : -1);
	if (!iterator.valid())
		return system_failure("listing tasks or objects of this host", errno, take_libbpf_messages());
	return read_all(iterator);
}

Result<std::string> run_iterator(const bpf_program *program)
{
	const std::unique_ptr<bpf_link, int (*)(bpf_link *)> link(bpf_program__attach_iter(program, nullptr),
								  bpf_link__destroy);
	return run_iterator(link.get());
}

} // namespace watchbpf::daemon
