// SPDX-License-Identifier: Apache-2.0
// A running `watchbpf --enforce` or `--audit`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "event.h"
#include "process.h"

namespace watchbpf::guest {

struct DaemonOptions {
	bool audit = false;
	std::string output = "json";
	std::string execs = "all";
	bool nobody_reads = false;
	bool scan_only = false;
	unsigned max_records = 0; // 0: as built
	// Takes the events as they come; log() and lines() have none then.
	std::function<void(std::string_view)> reader = {};
};

// Enforces from construction to destruction; a test that wants to see how it
// ends calls detach().
class Daemon {
public:
	explicit Daemon(const std::string &policy, const DaemonOptions &options = {});

	pid_t pid() const { return process_->pid(); }
	Process &process() { return *process_; }

	// All that was told until now, the tests' own marker left out.
	Log log();
	std::vector<Event> events() { return log().events; }
	// The same as lines, for `output = "text"`.
	std::vector<std::string> lines();

	// As Ctrl-C (or another signal). Returns the exit status.
	int detach(int signal = 2);

private:
	// Waits until every event of the past has come out: does something that
	// watchbpf surely reports, and waits for that.
	void catch_up();

	std::unique_ptr<Process> process_;
	std::string format_;
	long marker_;
};

} // namespace watchbpf::guest
