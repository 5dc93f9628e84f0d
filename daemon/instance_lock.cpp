// SPDX-License-Identifier: Apache-2.0
#include "daemon/instance_lock.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace watchbpf::daemon {

// In /run, where only root can make a file; root is needed before this anyway.
static constexpr const char *kLockFile = "/run/watchbpf.lock";

static bool is_still_named(int fd)
{
	struct stat held {
	}, named{};
	return fstat(fd, &held) == 0 && stat(kLockFile, &named) == 0 && held.st_ino == named.st_ino &&
	       held.st_dev == named.st_dev;
}

static struct flock whole_file()
{
	return {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0, .l_pid = 0};
}

// Who keeps `file` locked; 0: nobody, -1: somebody without a pid here (another
// PID namespace, or a lock of a kind that watchbpf does not take).
static pid_t locked_by(int file)
{
	struct flock lock = whole_file();
	if (fcntl(file, F_GETLK, &lock) || lock.l_type == F_UNLCK)
		return 0;
	return lock.l_pid > 0 ? lock.l_pid : -1;
}

static std::unexpected<Error> locked_failure(pid_t holder)
{
	if (holder < 0)
		return failure(std::string(kLockFile) + " is locked by a process that can't be named",
			       "find it in /proc/locks; only watchbpf should lock this file");
	return failure("watchbpf is running already, as pid " + std::to_string(holder),
		       "stop that one first: kill -INT " + std::to_string(holder));
}

pid_t InstanceLock::holder()
{
	const Fd file(open(kLockFile, O_RDWR | O_CLOEXEC | O_NOFOLLOW));
	return file.valid() ? locked_by(file.get()) : 0;
}

Result<InstanceLock> InstanceLock::take()
{
	for (;;) {
		Fd file(open(kLockFile, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
		if (!file.valid())
			return system_failure(std::string("opening ") + kLockFile, errno);
		const struct flock lock = whole_file();
		if (fcntl(file.get(), F_SETLK, &lock)) {
			if (errno != EAGAIN && errno != EACCES)
				return system_failure(std::string("locking ") + kLockFile, errno);
			const pid_t holder = locked_by(file.get());
			if (!holder)
				continue; // it has just gone
			return locked_failure(holder);
		}
		if (is_still_named(file.get()))
			return InstanceLock(std::move(file));
		// The former holder removed the file between our open and our lock.
	}
}

InstanceLock::~InstanceLock()
{
	if (file_.valid())
		unlink(kLockFile);
}

} // namespace watchbpf::daemon
