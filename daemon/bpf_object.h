// SPDX-License-Identifier: Apache-2.0
// The kernel side as one owned thing: loaded, filled, then attached whole.
// Whatever goes wrong on the way, destroying it leaves nothing behind.
#pragma once

#include <memory>
#include <vector>

#include "bpf/abi.h"
#include "daemon/kernel_features.h"
#include "policy/compiler.h"
#include "policy/result.h"

struct watchbpf_bpf;

namespace watchbpf::daemon {

struct LoadOptions {
	bool audit = false; // compiled in by the verifier: such a load can't deny at all
	wb_exec_events exec_events = WB_EXECS_ALL;
};

class BpfObject {
public:
	// Loads every program and puts the generation into frozen maps.
	static Result<BpfObject> load(const KernelFeatures &kernel, const policy::Generation &generation,
				      const LoadOptions &options);

	BpfObject(BpfObject &&) noexcept;
	BpfObject &operator=(BpfObject &&) noexcept;
	~BpfObject();

	// Attaches all programs or none. After this the calling process has no
	// right to bpf() itself, and needs none.
	Result<void> attach();

	// Detaches and frees everything, then waits until the kernel has really
	// let go of it (programs are freed after a grace period). Returns how many
	// of our maps and programs are still there after a few seconds: 0.
	std::size_t unload();

	int events_fd() const;
	// Read from memory shared with the kernel, without bpf().
	std::uint64_t counter(wb_counter counter) const;

private:
	struct Destroy {
		void operator()(watchbpf_bpf *skeleton) const;
	};
	BpfObject(std::unique_ptr<watchbpf_bpf, Destroy> skeleton, std::vector<wb_object> objects);

	std::unique_ptr<watchbpf_bpf, Destroy> skeleton_;
	std::vector<wb_object> objects_; // all maps and programs of this load
};

} // namespace watchbpf::daemon
