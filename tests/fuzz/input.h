// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share: one input as several files, and a host that
// answers from it. No target touches the machine that it runs on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "policy/compiler.h"
#include "policy/files.h"

namespace watchbpf::policy::fuzz {

// "#### b.yaml" on a line of its own starts the file b.yaml: a comment to YAML, so
// that every policy is an input as it is.
struct Pieces {
	std::string main;
	std::map<std::string, std::string> others;
};

Pieces pieces_of(const std::uint8_t *data, std::size_t size);

// Serves `others`; the name of a folder is what stands before a '/'. Valid while
// `pieces` lives, as the host below.
Files files_of(const Pieces &pieces);

// Answers every question the same way each time, from the question's own text.
Host host_of(const Pieces &pieces);

// FNV-1a: a choice that follows from a text.
std::uint64_t hash_of(std::string_view text);

// What must hold whatever the input is; ends the process if not.
void require(bool holds, std::string_view what);

// Errors and nothing, or no error and something; all of it can be shown.
void check_diagnostics(bool has_result, const Diagnostics &diagnostics, const Sources &source);

} // namespace watchbpf::policy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
