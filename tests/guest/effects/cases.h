// SPDX-License-Identifier: Apache-2.0
// The programs of this folder, and what each of them does: the truth that what
// watchbpf records is held against. From what they are written to do and from
// the verifiers' source, never from what was recorded.
#pragma once

#include <string>
#include <vector>

namespace watchbpf::guest {

// Of a kernel's version, such as 612 for 6.12: from `since` on, before `until`.
struct Kernels {
	int since = 0;
	int until = 100000;

	bool here() const;
};

struct EffectCase {
	std::string program;
	std::vector<std::string> effects; // the words of bpf/effects.h, none missing and none too many
	Kernels kernels = {};             // elsewhere, if no other row is for there, it is refused
};

struct EffectObject {
	std::string name; // effects/NAME.bpf.o
	std::vector<EffectCase> cases;
};

// One effect each, and their neighbours without it.
const std::vector<EffectObject> &effect_objects();

// Attacks on watchbpf itself: all are `guard`, whatever else they do.
const std::vector<EffectObject> &attack_objects();

// The row for this kernel, or nullptr where the verifier refuses the program.
const EffectCase *case_here(const EffectObject &object, const std::string &program);

// What load-object needs for it.
std::vector<std::string> load_command(const EffectObject &object, const std::string &program);

} // namespace watchbpf::guest
