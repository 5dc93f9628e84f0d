// SPDX-License-Identifier: Apache-2.0
// The options of `watchbpf explain`: one for each key of a question.
#pragma once

#include <CLI/CLI.hpp>

#include <map>
#include <string>
#include <vector>

#include "daemon/commands.h"

namespace watchbpf::daemon {

// Where CLI11 puts what it reads. Must live as long as the CLI::App.
class ExplainLine {
public:
	void add_to(CLI::App &command);
	ExplainOptions options() const;

private:
	std::string policy_, file_;
	ProgramFile program_;
	bool exec_ = false;
	std::map<std::string, std::vector<std::string>> values_;
	std::map<std::string, bool> flags_;
};

} // namespace watchbpf::daemon
