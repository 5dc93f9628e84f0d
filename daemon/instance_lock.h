// SPDX-License-Identifier: Apache-2.0
// One watchbpf per host: a second one would be denied by the first, and could
// not say why.
#pragma once

#include "daemon/fd.h"
#include "policy/result.h"

namespace watchbpf::daemon {

// Held as long as it lives; the kernel lets go of it when the process dies.
class InstanceLock {
public:
	// Fails with the pid of the holder in the message.
	static Result<InstanceLock> take();

	// The pid of the watchbpf that runs; 0: none, -1: one without a pid here.
	static pid_t holder();

	InstanceLock(InstanceLock &&) = default;
	InstanceLock &operator=(InstanceLock &&) = default;
	~InstanceLock(); // also removes the file

private:
	explicit InstanceLock(Fd file) : file_(std::move(file)) {}
	Fd file_;
};

} // namespace watchbpf::daemon
