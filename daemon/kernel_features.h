// SPDX-License-Identifier: Apache-2.0
// What the running kernel has of what watchbpf needs. Asked from BTF and
// securityfs, never concluded from a version number.
#pragma once

#include <cstdint>
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

	// What of the verifier can be traced (bpf/collect.bpf.c).
	std::string verified_function;       // where it is done with a program; empty: nothing can
	bool traces_map_writes = false;      // check_map_access_type()
	bool map_writes_by_register = false; // which hands a register over, and not its number
	bool traces_pins = false;            // bpf_mkmap()
	bool traces_links = false;           // bpf_link_prime() and bpf_link_free()

	// The kernel's own functions whose effects this build knows, by their numbers here.
	struct Kfunc {
		std::uint32_t id;
		std::uint32_t effects;
	};
	std::vector<Kfunc> kfuncs;

	// The first required feature that is missing, or nullptr.
	const Feature *first_missing() const;
};

// Looks at everything. Needs no privilege, but sees more as root.
KernelFeatures probe_kernel();

} // namespace watchbpf::daemon
