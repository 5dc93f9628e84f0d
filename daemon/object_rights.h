// SPDX-License-Identifier: Apache-2.0
// Which tools may change an object, by the code that the kernel decides with. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "policy/compiler.h"

namespace watchbpf::daemon {

class ObjectRights {
public:
	// `generation` outlives it.
	explicit ObjectRights(const policy::Generation &generation);

	// Names of the tools that may write this map; of those that may change this
	// program or link. watchbpf's own: none.
	const std::vector<std::string> &writers(const wb_shown &object);

	// Tools whose rules about objects are only reported: nothing keeps them out.
	std::vector<std::string> only_reported() const;

private:
	bool may_write(std::uint32_t tool, const wb_shown &object) const;

	const policy::Generation &generation_;
	std::vector<std::uint32_t> reaching_; // tools that may write anything of others
	// By what may_write() looks at: many objects share it.
	using Question = std::tuple<bool, bool, std::uint32_t, std::string>;
	std::map<Question, std::vector<std::string>> known_;
};

} // namespace watchbpf::daemon
