// SPDX-License-Identifier: Apache-2.0
// The kernel side as one owned thing: loaded, filled, then attached whole.
// Whatever goes wrong on the way, destroying it leaves nothing behind.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "bpf/abi.h"
#include "daemon/kernel_features.h"
#include "daemon/object_list.h"
#include "policy/compiler.h"
#include "policy/result.h"

struct bpf_link;
struct bpf_program;
struct watchbpf_bpf;

namespace watchbpf::daemon {

struct LoadOptions {
	bool audit = false; // compiled in by the verifier: such a load can't deny at all
	wb_exec_events exec_events = WB_EXECS_ALL;
	bool scan_only = false; // as on a kernel whose verifier can't be traced
	// Maps, programs and links that are known at a time, at the most; 0: as built. What
	// finds no room is refused, so fewer can only deny more.
	std::uint32_t max_records = 0;
};

class BpfObject {
public:
	// Loads every program and puts the generation into frozen maps.
	static Result<BpfObject> load(const KernelFeatures &kernel, const policy::Generation &generation,
				      const LoadOptions &options);

	BpfObject(BpfObject &&) noexcept;
	BpfObject &operator=(BpfObject &&) noexcept;
	~BpfObject();

	// Attaching is all or nothing, in two steps: from the first one on, execs
	// give marks and nobody steers a marked task; from the second one on, bpf()
	// is decided. In between tasks that run already can get a mark. After both
	// the calling process has no right to bpf() itself, and needs none.
	Result<void> attach_marks();
	Result<void> attach_decisions();

	// Between the two: every task of a program that has no mark yet.
	Result<std::vector<wb_candidate>> list_tasks() const;
	// Gives each its mark, if it is still the same task, nobody steers it and the
	// tool's `where` holds; a trial gives none. Returns the tasks that are refused it.
	Result<std::vector<wb_candidate>> adopt(const std::vector<wb_adoption> &adoptions) const;
	// Nobody is adopted after this.
	Result<void> end_adoption() const;

	// Every map, program and link of this host, ours too; after both steps as well.
	Result<ObjectList> list_objects() const;
	// Records of this kind that there is room for.
	std::uint32_t capacity(wb_object_kind kind) const;

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

	struct Attachment {
		bpf_program *program;
		bpf_link **link;
	};
	static Result<void> attach_all(std::span<const Attachment> attachments);

	std::unique_ptr<watchbpf_bpf, Destroy> skeleton_;
	std::vector<wb_object> objects_; // all maps and programs of this load
};

} // namespace watchbpf::daemon
