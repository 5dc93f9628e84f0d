// SPDX-License-Identifier: Apache-2.0
#include "daemon/host.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>

#include "daemon/fd.h"
#include "daemon/fsverity.h"
#include "daemon/vmlinux_btf.h"
#include "policy/input.h"
#include "policy/text.h"

namespace watchbpf::daemon {

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
	// No pipe: whoever may replace a signature could keep the start waiting on one.
	auto input = policy::read_input(path, kLargestFile, policy::InputKind::kFile);
	if (!input)
		return std::unexpected(input.error());
	if (input->text.size() > kLargestFile)
		return failure("'" + path + "' is larger than a signature or certificate can be");
	return std::move(input->text);
}

static Result<std::string> resolve(const std::string &path)
{
	char *file = realpath(path.c_str(), nullptr);
	if (!file)
		return system_failure("resolving " + path, errno);
	std::string resolved = file;
	std::free(file);
	return resolved;
}

static Result<policy::FileStatus> file_status(const std::string &path)
{
	struct stat status {};
	if (stat(path.c_str(), &status))
		return system_failure("reading the status of " + path, errno);
	return policy::FileStatus{status.st_mode, status.st_uid, status.st_gid,
				  static_cast<std::uint64_t>(status.st_size)};
}

static bool is_script(const std::string &path)
{
	// Not blocking: the name may lead to a pipe.
	const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
	char start[2];
	return file.valid() && ::read(file.get(), start, sizeof(start)) == sizeof(start) && start[0] == '#' &&
	       start[1] == '!';
}

// Ten megabytes: read when a policy first asks, once, and kept no longer than its Host.
class KernelTypes {
public:
	const VmlinuxBtf &get()
	{
		if (!btf_)
			btf_.emplace();
		return *btf_;
	}

private:
	std::optional<VmlinuxBtf> btf_;
};

static Result<std::uint32_t> kfunc(KernelTypes &types, const std::string &name)
{
	if (const std::uint32_t id = types.get().function_id(name))
		return id;
	if (!types.get().loaded())
		return failure("kfunc '" + name + "' can't be looked up: this kernel tells no types",
			       "it needs CONFIG_DEBUG_INFO_BTF");
	return failure("this kernel has no function '" + name + "'",
		       "right for another kernel; here no program can call it");
}

// Came with the same series as the signatures themselves, which leave no other trace.
static bool checks_signatures(KernelTypes &types)
{
	return !types.get().loaded() || types.get().has_member("bpf_map", "excl_prog_sha");
}

policy::Host this_host()
{
	const auto types = std::make_shared<KernelTypes>();
	policy::Host host;
	host.measure = measure_file;
	host.digest = [](const std::string &path) -> Result<policy::Digest> {
		const auto found = digest_file(path);
		if (!found)
			return std::unexpected(found.error());
		return found->digest;
	};
	host.exists = exists;
	host.user_id = user_id;
	host.group_id = group_id;
	host.kfunc = [types](const std::string &name) { return kfunc(*types, name); };
	host.checks_signatures = [types] { return checks_signatures(*types); };
	host.read = read;
	host.resolve = resolve;
	host.status = file_status;
	host.is_script = is_script;
	return host;
}

} // namespace watchbpf::daemon
