// SPDX-License-Identifier: Apache-2.0
// What the running kernel has of what watchbpf needs. Asked from BTF and
// securityfs, never concluded from a version number.
#pragma once

#include <string>
#include <vector>

namespace watchbpf::daemon {

enum class Presence { kPresent, kMissing, kUnknown };

struct Feature {
	std::string name;
	Presence presence = Presence::kMissing;
	bool required = true;
	std::string note;   // what was seen, or what is lost without it
	std::string remedy; // what to do about a missing one
};

struct KernelFeatures {
	std::string release; // uname -r
	std::vector<Feature> features;
	bool has_prog_load_hook = false; // lsm/bpf_prog_load instead of bpf_prog_alloc_security

	bool has_ioctl_compat_hook = false; // lsm/file_ioctl_compat beside file_ioctl

	// The first required feature that is missing, or nullptr.
	const Feature *first_missing() const;
};

// Looks at everything. Needs no privilege, but sees more as root.
KernelFeatures probe_kernel();

} // namespace watchbpf::daemon
