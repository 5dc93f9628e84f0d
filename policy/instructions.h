// SPDX-License-Identifier: Apache-2.0
// What a program's instructions tell without a verifier: the helpers and kfuncs it calls,
// what it does for certain if that code is live, and what is left open, because only the
// verifier knows what an address points to. Decides with the kernel side's own functions
// (bpf/instruction.h, bpf/helper_effects.h).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bpf/abi.h"

namespace watchbpf::policy {

// One program as a file has it. What subprograms it calls stand behind it.
struct ProgramText {
	std::string name;
	std::string section;
	std::uint32_t type = WB_NOT_KNOWN;
	std::uint32_t attach_type = 0;
	bool sleepable = false;
	bool sleepable_open = false; // only its loader says
	std::string target;          // kernel function that it is for; may be empty
	bool target_open = false;    // it is for one that only its loader names
	std::vector<std::uint64_t> instructions;
	std::map<std::uint32_t, std::string> kfuncs; // called by name, by instruction
	std::set<std::uint32_t> externs;             // loads of an address that the kernel fills in
	std::set<std::string> maps;                  // names, as far as the file has them
};

// Whether the tool's policy names this kfunc.
using NamedKfunc = std::function<bool(const std::string &name)>;

struct HelperCall {
	std::uint32_t number = 0;
	std::uint32_t instruction = 0; // the first that calls it
};

struct KfuncCall {
	std::string name; // empty: the file has a number only
	std::uint32_t number = 0;
	std::uint32_t instruction = 0;
	bool named = false; // by the policy
};

// `number` of a cause of kind WB_CAUSE_KFUNC is an index of `kfuncs`.
struct InstructionFacts {
	std::uint32_t effects = 0;                      // WB_DOES_…, certain if the code is live
	std::uint32_t open = 0;                         // could be, besides
	bool writes_map = false;                        // one of the three map effects, if the code is live
	std::array<wb_cause, WB_EFFECT_COUNT> causes{}; // the first of each
	std::vector<HelperCall> helpers;                // in order of their first call
	std::vector<KfuncCall> kfuncs;
};

InstructionFacts facts_of(const ProgramText &program, const NamedKfunc &named);

// Own, shared or pinned: who made the map and whether it is pinned, no file tells.
inline constexpr std::uint32_t kMapEffects =
    WB_DOES_WRITE_OWN_MAP | WB_DOES_WRITE_SHARED_MAP | WB_DOES_WRITE_PINNED_MAP;

} // namespace watchbpf::policy
