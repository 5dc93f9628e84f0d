// SPDX-License-Identifier: Apache-2.0
// What a tool may do with the maps and links of others -> the records that objects are held against.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "policy/compiler.h"

namespace watchbpf::policy {

// Valid while everything it was given lives.
class ReachTable {
public:
	// Puts the record of "its own" first.
	explicit ReachTable(Generation &generation);

	// The index of the tool's record in generation.reaches; equal ones share one.
	std::uint32_t add(const Tool &tool);

private:
	Generation &generation_;
	std::map<std::string, std::uint32_t> known_; // a record's bytes -> its index
};

} // namespace watchbpf::policy
