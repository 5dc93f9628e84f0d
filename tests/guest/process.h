// SPDX-License-Identifier: Apache-2.0
// Programs that a test starts.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace watchbpf::guest {

using Command = std::vector<std::string>;

// Emulated guests are slow; what takes longer than this hangs.
constexpr std::chrono::seconds kPatience{180};

struct ProcessOptions {
	std::string cgroup = {};                   // a name below the root cgroup; empty: that of the test
	std::vector<std::string> environment = {}; // "NAME=value", in front of ours
	bool nobody_reads = false;                 // stdout is a pipe without a reader
	// Takes stdout as it comes, on another thread; nothing of it is kept then.
	std::function<void(std::string_view)> reader = {};
};

// A running program with its output. Killed if the test lets go of it.
class Process {
public:
	explicit Process(const Command &command, const ProcessOptions &options = {});
	~Process();
	Process(const Process &) = delete;
	Process &operator=(const Process &) = delete;

	pid_t pid() const { return pid_; }
	bool running();
	void signal(int number);
	// The exit status, 128 + N for signal N. Throws when patience is over.
	int wait();

	std::string output() const; // stdout so far
	std::string errors() const; // stderr so far
	// False when patience is over or the program ends without having said it.
	bool wait_for_output(std::string_view text, std::chrono::milliseconds patience = kPatience);
	bool wait_for_error(std::string_view text);

private:
	struct Stream {
		int fd = -1;
		std::string text;
	};
	void read_streams(const std::stop_token &stop);
	bool read_once(Stream &stream, const std::function<void(std::string_view)> &reader = {});
	bool wait_for(const Stream &stream, std::string_view text, std::chrono::milliseconds patience);
	void stop_reading();
	bool reap(bool block);

	pid_t pid_ = -1;
	int status_ = -1;
	bool ended_ = false;
	mutable std::mutex mutex_;
	std::condition_variable changed_;
	std::function<void(std::string_view)> output_reader_;
	Stream output_, errors_;
	std::jthread reader_;
};

struct Ran {
	pid_t pid;
	int status;
	std::string output; // stdout, then stderr
};

// Starts a program and waits for its end.
Ran run(const Command &command, const ProcessOptions &options = {});
// The same, where the test makes no sense if it fails. Returns the output.
std::string must_run(const Command &command);

// Waits until `condition` holds; false when patience is over.
template <typename Condition>
bool eventually(Condition condition, std::chrono::milliseconds patience = kPatience)
{
	const auto end = std::chrono::steady_clock::now() + patience;
	while (!condition()) {
		if (std::chrono::steady_clock::now() > end)
			return false;
		std::this_thread::sleep_for(std::chrono::milliseconds(20));
	}
	return true;
}

} // namespace watchbpf::guest
