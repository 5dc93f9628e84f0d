// SPDX-License-Identifier: Apache-2.0
#include "daemon/host.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include <cerrno>

#include "daemon/fsverity.h"
#include "policy/input.h"

namespace watchbpf::daemon {

// Certificates and signatures have a few kilobytes.
static constexpr std::size_t kLargestFile = 1u << 20;

static bool exists(const std::string &path)
{
	struct stat status {};
	return lstat(path.c_str(), &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static Result<std::uint32_t> user_id(const std::string &name)
{
	if (const auto number = policy::number_of(name))
		return *number;
	errno = 0;
	const passwd *user = getpwnam(name.c_str());
	if (!user)
		return failure("no user '" + name + "' on this host", "create it, or write its number");
	return user->pw_uid;
}

static Result<std::uint32_t> group_id(const std::string &name)
{
	if (const auto number = policy::number_of(name))
		return *number;
	const group *entry = getgrnam(name.c_str());
	if (!entry)
		return failure("no group '" + name + "' on this host", "create it, or write its number");
	return entry->gr_gid;
}

static Result<std::string> read(const std::string &path)
{
	auto bytes = policy::read_input(path, kLargestFile);
	if (bytes && bytes->size() > kLargestFile)
		return failure("'" + path + "' is larger than a signature or certificate can be");
	return bytes;
}

policy::Host this_host()
{
	policy::Host host;
	host.measure = measure_file;
	host.exists = exists;
	host.user_id = user_id;
	host.group_id = group_id;
	host.read = read;
	return host;
}

} // namespace watchbpf::daemon
