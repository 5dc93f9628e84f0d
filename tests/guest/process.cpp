// SPDX-License-Identifier: Apache-2.0
#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace watchbpf::guest {

namespace {

std::string text_of(const Command &command)
{
	std::string text;
	for (const auto &word : command)
		text += (text.empty() ? "" : " ") + word;
	return text;
}

std::vector<char *> pointers(const std::vector<std::string> &words)
{
	std::vector<char *> out;
	for (const auto &word : words)
		out.push_back(const_cast<char *>(word.c_str()));
	out.push_back(nullptr);
	return out;
}

std::vector<std::string> environment_with(const std::vector<std::string> &added)
{
	std::vector<std::string> all = added;
	for (char **entry = environ; *entry; entry++)
		all.emplace_back(*entry);
	return all;
}

// The file that moves a process into a cgroup of this name, made if need be.
std::string cgroup_door(const std::string &name)
{
	if (name.empty())
		return {};
	const std::filesystem::path folder = "/sys/fs/cgroup/" + name;
	std::filesystem::create_directories(folder);
	return folder / "cgroup.procs";
}

// Between fork and exec: nothing that allocates.
[[noreturn]] void become(char **argv, char **envp, const char *door, int out, int err)
{
	if (*door) {
		const int fd = open(door, O_WRONLY | O_CLOEXEC);
		if (fd < 0 || write(fd, "0", 1) != 1)
			_exit(126);
	}
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	execvpe(argv[0], argv, envp);
	dprintf(STDERR_FILENO, "exec: %s\n", strerror(errno));
	_exit(127);
}

struct Pipe {
	int ends[2];
	Pipe()
	{
		if (pipe2(ends, O_CLOEXEC))
			throw std::system_error(errno, std::generic_category(), "pipe");
	}
};

} // namespace

Process::Process(const Command &command, const ProcessOptions &options) : output_reader_(options.reader)
{
	const auto environment = environment_with(options.environment);
	auto argv = pointers(command), envp = pointers(environment);
	const std::string door = cgroup_door(options.cgroup);
	const Pipe out, err;

	pid_ = fork();
	if (pid_ < 0)
		throw std::system_error(errno, std::generic_category(), "fork");
	if (pid_ == 0)
		become(argv.data(), envp.data(), door.c_str(), out.ends[1], err.ends[1]);
	close(out.ends[1]);
	close(err.ends[1]);
	output_.fd = out.ends[0];
	errors_.fd = err.ends[0];
	if (options.nobody_reads)
		close(std::exchange(output_.fd, -1));
	reader_ = std::jthread([this](const std::stop_token &stop) { read_streams(stop); });
}

Process::~Process()
{
	if (running()) {
		signal(SIGCONT);
		signal(SIGKILL);
		reap(true);
	}
	stop_reading();
	for (const int fd : {output_.fd, errors_.fd})
		if (fd >= 0)
			close(fd);
}

bool Process::read_once(Stream &stream, const std::function<void(std::string_view)> &reader)
{
	char buffer[65536];
	const ssize_t length = read(stream.fd, buffer, sizeof(buffer));
	if (length > 0 && reader)
		reader({buffer, static_cast<std::size_t>(length)});
	const std::lock_guard lock(mutex_);
	if (length > 0 && !reader)
		stream.text.append(buffer, static_cast<std::size_t>(length));
	changed_.notify_all();
	return length > 0;
}

// Ends when both streams end, or when it is told to and finds nothing more:
// a child that was left behind may hold the streams open for ever.
void Process::read_streams(const std::stop_token &stop)
{
	pollfd polled[] = {{output_.fd, POLLIN, 0}, {errors_.fd, POLLIN, 0}};

	while (polled[0].fd >= 0 || polled[1].fd >= 0) {
		const bool last = stop.stop_requested();
		if (poll(polled, 2, 50) == 0 && last)
			return;
		if (polled[0].revents && !read_once(output_, output_reader_))
			polled[0].fd = -1;
		if (polled[1].revents && !read_once(errors_))
			polled[1].fd = -1;
	}
}

void Process::stop_reading()
{
	reader_.request_stop();
	if (reader_.joinable())
		reader_.join();
}

bool Process::reap(bool block)
{
	int status;

	if (!ended_ && waitpid(pid_, &status, block ? 0 : WNOHANG) == pid_) {
		ended_ = true;
		status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	return ended_;
}

bool Process::running()
{
	return !reap(false);
}

void Process::signal(int number)
{
	if (!ended_)
		kill(pid_, number);
}

int Process::wait()
{
	if (!eventually([this] { return reap(false); }))
		throw std::runtime_error("process " + std::to_string(pid_) +
					 " does not end; stderr: " + errors());
	stop_reading();
	return status_;
}

std::string Process::output() const
{
	const std::lock_guard lock(mutex_);
	return output_.text;
}

std::string Process::errors() const
{
	const std::lock_guard lock(mutex_);
	return errors_.text;
}

bool Process::wait_for(const Stream &stream, std::string_view text, std::chrono::milliseconds patience)
{
	std::size_t searched = 0; // so far; a long output is not searched twice
	const auto said = [&] {
		const std::lock_guard lock(mutex_);
		const std::size_t from = searched > text.size() ? searched - text.size() : 0;
		searched = stream.text.size();
		return stream.text.find(text, from) != std::string::npos;
	};
	const auto end = std::chrono::steady_clock::now() + patience;
	while (!said()) {
		if (!running()) {
			// What it said last may still be on its way.
			std::this_thread::sleep_for(std::chrono::milliseconds(200));
			return said();
		}
		if (std::chrono::steady_clock::now() > end)
			return false;
		std::unique_lock lock(mutex_);
		changed_.wait_for(lock, std::chrono::milliseconds(100));
	}
	return true;
}

bool Process::wait_for_output(std::string_view text, std::chrono::milliseconds patience)
{
	return wait_for(output_, text, patience);
}

bool Process::wait_for_error(std::string_view text)
{
	return wait_for(errors_, text, kPatience);
}

Ran run(const Command &command, const ProcessOptions &options)
{
	Process process(command, options);
	const int status = process.wait();
	return {process.pid(), status, process.output() + process.errors()};
}

std::string must_run(const Command &command)
{
	const Ran ran = run(command);
	if (ran.status != 0)
		throw std::runtime_error(text_of(command) + ": exit " + std::to_string(ran.status) + ": " +
					 ran.output);
	return ran.output;
}

} // namespace watchbpf::guest
