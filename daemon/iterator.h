// SPDX-License-Identifier: Apache-2.0
// Runs an iterator program over all that it is for: tasks, programs.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "policy/result.h"

struct bpf_link;
struct bpf_program;

namespace watchbpf::daemon {

// Returns the bytes that the program wrote.
Result<std::string> run_iterator(const bpf_program *program);

// The same for one that was attached before.
Result<std::string> run_iterator(const bpf_link *link);

// The structs that those bytes are.
template <typename T>
Result<std::vector<T>> listed_as(const Result<std::string> &bytes)
{
	if (!bytes)
		return std::unexpected(bytes.error());
	std::vector<T> listed(bytes->size() / sizeof(T));
	std::memcpy(listed.data(), bytes->data(), listed.size() * sizeof(T));
	return listed;
}

} // namespace watchbpf::daemon
