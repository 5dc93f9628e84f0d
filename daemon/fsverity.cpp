// SPDX-License-Identifier: Apache-2.0
#include "daemon/fsverity.h"

#include <fcntl.h>
#include <libfsverity.h>
#include <linux/fsverity.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "daemon/fd.h"

namespace watchbpf::daemon {

using policy::Digest;

// The one set of parameters that digest, seal and policies share: the same
// bytes under another block size or salt have another digest.
static constexpr std::uint32_t kBlockBytes = 4096;

static Result<Fd> open_regular(const std::string &path, struct stat &status)
{
	Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
	if (!file.valid())
		return system_failure("opening " + path, errno);
	if (fstat(file.get(), &status))
		return system_failure("reading the status of " + path, errno);
	if (!S_ISREG(status.st_mode))
		return failure(path + " is not a regular file", "fs-verity seals regular files only");
	return file;
}

bool looks_sealed(const std::string &path)
{
	struct statx status {};
	return statx(AT_FDCWD, path.c_str(), AT_STATX_DONT_SYNC, 0, &status) == 0 &&
	       status.stx_attributes & STATX_ATTR_VERITY;
}

static Result<Digest> measure_fd(int fd, const std::string &path)
{
	union {
		fsverity_digest header;
		char bytes[sizeof(fsverity_digest) + WB_DIGEST_BYTES];
	} measured{};
	measured.header.digest_size = WB_DIGEST_BYTES;
	if (ioctl(fd, FS_IOC_MEASURE_VERITY, &measured.header)) {
		const int error = errno;
		if (error == ENODATA)
			return failure(path + " is not sealed with fs-verity",
				       "seal it once as root: watchbpf seal " + path);
		if (error == ENOTTY || error == EOPNOTSUPP)
			return failure(
			    "the file system of " + path + " has no fs-verity",
			    "move the file to ext4, f2fs or btrfs; on ext4: tune2fs -O verity DEVICE");
		return system_failure("measuring " + path, error);
	}
	return Digest::from_bytes(measured.header.digest_algorithm,
				  {measured.header.digest, measured.header.digest_size});
}

static int read_exactly(void *file, void *buffer, size_t count)
{
	const int fd = *static_cast<int *>(file);
	auto *bytes = static_cast<char *>(buffer);
	while (count > 0) {
		const ssize_t got = read(fd, bytes, count);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EIO; // shorter than its size: it shrank meanwhile
		bytes += got;
		count -= static_cast<size_t>(got);
	}
	return 0;
}

static libfsverity_merkle_tree_params parameters(std::uint64_t file_size)
{
	libfsverity_merkle_tree_params parameters{};
	parameters.version = 1;
	parameters.hash_algorithm = FS_VERITY_HASH_ALG_SHA256;
	parameters.file_size = file_size;
	parameters.block_size = kBlockBytes;
	return parameters;
}

static Result<Digest> compute(int fd, std::uint64_t size, const std::string &path)
{
	const auto how = parameters(size);
	libfsverity_digest *computed = nullptr;
	const int error = libfsverity_compute_digest(&fd, read_exactly, &how, &computed);
	if (error)
		return system_failure("reading " + path, -error);
	const std::unique_ptr<libfsverity_digest, decltype(&std::free)> owner(computed, &std::free);
	return Digest::from_bytes(computed->digest_algorithm, {computed->digest, computed->digest_size});
}

Result<Digest> measure_file(const std::string &path)
{
	struct stat status {};
	auto file = open_regular(path, status);
	if (!file)
		return std::unexpected(file.error());
	return measure_fd(file->get(), path);
}

Result<FileDigest> digest_file(const std::string &path)
{
	struct stat status {};
	auto file = open_regular(path, status);
	if (!file)
		return std::unexpected(file.error());
	if (auto measured = measure_fd(file->get(), path))
		return FileDigest{*measured, true};
	auto computed = compute(file->get(), static_cast<std::uint64_t>(status.st_size), path);
	if (!computed)
		return std::unexpected(computed.error());
	return FileDigest{*computed, false};
}

static Error seal_error(const std::string &path, int error)
{
	switch (error) {
	case ETXTBSY:
		return {path + " is open for writing", "close every writer of the file, then seal it again"};
	case ENOTTY:
	case EOPNOTSUPP:
		return {
		    "the file system of " + path + " has no fs-verity",
		    "use ext4, f2fs or btrfs; on ext4: tune2fs -O verity DEVICE, with blocks of 4096 bytes"};
	case EROFS:
		return {path + " is on a read-only file system", "remount it read-write to seal the file"};
	case EACCES:
	case EPERM:
		return {"no permission to seal " + path, "run as root or as the file's owner"};
	}
	return system_failure("sealing " + path, error).error();
}

Result<Sealed> seal_file(const std::string &path)
{
	struct stat status {};
	auto file = open_regular(path, status);
	if (!file)
		return std::unexpected(file.error());
	const auto how = parameters(static_cast<std::uint64_t>(status.st_size));
	const int error = -libfsverity_enable(file->get(), &how);
	if (error && error != EEXIST)
		return std::unexpected(seal_error(path, error));
	auto measured = measure_fd(file->get(), path);
	if (!measured)
		return std::unexpected(measured.error());
	return Sealed{*measured, error == EEXIST};
}

} // namespace watchbpf::daemon
