// SPDX-License-Identifier: Apache-2.0
#include "daemon/load_policy.h"

#include "daemon/host.h"
#include "daemon/log.h"
#include "policy/lint.h"
#include "policy/reader.h"

namespace watchbpf::daemon {

static std::string counted(std::size_t count, const char *one, const char *many)
{
	return std::to_string(count) + " " + (count == 1 ? one : many);
}

static LoadedPolicy loaded_policy(const std::string &path, const policy::Policy &policy,
				  policy::Generation generation)
{
	LoadedPolicy loaded;
	loaded.mode = policy.mode;
	loaded.sha256 = policy.sha256;
	loaded.summary = path + " (" + counted(policy.tools.size(), "tool", "tools") + ", " +
			 counted(generation.identities.size(), "identity", "identities") + ", sha256 " +
			 loaded.sha256.substr(0, 16) + ")";
	loaded.generation = std::move(generation);
	return loaded;
}

CheckedPolicy check_policy(const std::string &path, bool audit, const policy::Host &host)
{
	auto read = policy::read_policy_file(path);
	CheckedPolicy checked;
	checked.diagnostics = std::move(read.diagnostics);
	checked.source = std::move(read.source);
	if (!read.policy)
		return checked;

	auto compiled = policy::compile(*read.policy, host, audit);
	auto lints = policy::lint(*read.policy, host);
	for (auto *more : {&compiled.diagnostics, &lints})
		checked.diagnostics.insert(checked.diagnostics.end(), more->begin(), more->end());
	if (compiled.generation && !policy::has_errors(lints))
		checked.policy = loaded_policy(path, *read.policy, std::move(*compiled.generation));
	return checked;
}

std::optional<LoadedPolicy> load_policy(const std::string &path, bool audit)
{
	auto checked = check_policy(path, audit, this_host());
	report(checked.diagnostics, checked.source);
	return std::move(checked.policy);
}

} // namespace watchbpf::daemon
