// SPDX-License-Identifier: Apache-2.0
#include "policy/input.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/text.h"

namespace watchbpf::policy {

namespace {

class FileDescriptor {
public:
	explicit FileDescriptor(int fd) : fd_(fd) {}
	FileDescriptor(const FileDescriptor &) = delete;
	FileDescriptor &operator=(const FileDescriptor &) = delete;
	~FileDescriptor()
	{
		if (fd_ >= 0)
			close(fd_);
	}
	int get() const { return fd_; }

private:
	int fd_;
};

// Devices have no end (/dev/zero), and opening them can have effects.
Result<void> require_kind(const FileDescriptor &fd, const struct stat &status, InputKind kind,
			  const std::string &name)
{
	if (S_ISDIR(status.st_mode))
		return failure(name + " is a directory, not a file", "name a file in it");
	if (S_ISFIFO(status.st_mode) && kind == InputKind::kFile)
		return failure(name + " is a pipe, not a file", "name a regular file");
	if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode))
		return failure(name + " is a device, not a file", "name a regular file");
	// Non-blocking so far, so that open() could not wait for a pipe's writer.
	if (fcntl(fd.get(), F_SETFL, 0) < 0)
		return system_failure("reading " + name, errno);
	return {};
}

// Whoever can write the policy is trusted with everything in it.
std::string writers_of(const struct stat &status)
{
	if (!S_ISREG(status.st_mode))
		return {};
	if (status.st_mode & S_IWOTH)
		return "everybody";
	if (status.st_mode & S_IWGRP)
		return "group " + std::to_string(status.st_gid);
	if (status.st_uid != 0 && status.st_uid != geteuid())
		return "user " + std::to_string(status.st_uid);
	return {};
}

Result<std::string> read_all(const FileDescriptor &fd, std::size_t limit, const std::string &name)
{
	std::string text;
	char buffer[1 << 16];
	while (text.size() <= limit) {
		const ssize_t got = read(fd.get(), buffer, std::min(sizeof(buffer), limit + 1 - text.size()));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return system_failure("reading " + name, errno);
		if (got == 0)
			break;
		text.append(buffer, static_cast<std::size_t>(got));
	}
	return text;
}

std::string hint_for(int error_number)
{
	if (error_number == ENOENT)
		return "check the name";
	if (error_number == EACCES)
		return "run as a user who may read it";
	return {};
}

} // namespace

Result<Input> read_input(const std::string &path, std::size_t limit, InputKind kind)
{
	const std::string name = in_quotes(path);
	if (path.find('\0') != std::string::npos)
		return failure("file name " + name + " contains a NUL");
	const FileDescriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
	if (fd.get() < 0)
		return system_failure("opening " + name, errno, hint_for(errno));
	struct stat status {};
	if (fstat(fd.get(), &status) < 0)
		return system_failure("reading " + name, errno);
	if (auto fit = require_kind(fd, status, kind, name); !fit)
		return std::unexpected(fit.error());
	auto text = read_all(fd, limit, name);
	if (!text)
		return std::unexpected(text.error());
	return Input{
	    .text = std::move(*text),
	    .id = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino),
	    .writers = writers_of(status),
	};
}

Result<std::string> read_input(const std::string &path, std::size_t limit)
{
	auto input = read_input(path, limit, InputKind::kFileOrPipe);
	if (!input)
		return std::unexpected(input.error());
	return std::move(input->text);
}

} // namespace watchbpf::policy
