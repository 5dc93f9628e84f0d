// SPDX-License-Identifier: Apache-2.0
// Sections, symbols and relocations of an object file for BPF, checked while they are read:
// what is in here lies inside the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "policy/result.h"

namespace watchbpf::daemon {

struct ElfSection {
	std::string name;
	bool executable = false;
	std::span<const char> bytes; // of the ElfObject; empty where the file holds none
};

struct ElfSymbol {
	std::string name;
	std::uint64_t value = 0;
	std::uint64_t size = 0;
	std::uint32_t section = 0; // index; 0: not defined here
	bool function = false;
	bool local = false;
};

struct ElfRelocation {
	std::uint32_t type = 0;
	std::uint32_t symbol = 0; // index; always valid
};

class ElfObject {
public:
	// `bytes` must outlive it.
	static Result<ElfObject> read(std::string &bytes);

	std::vector<ElfSection> sections; // [0] is none
	std::vector<ElfSymbol> symbols;
	// By section and by instruction there.
	std::map<std::uint32_t, std::map<std::uint64_t, ElfRelocation>> relocations;
};

} // namespace watchbpf::daemon
