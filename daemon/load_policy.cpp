// SPDX-License-Identifier: Apache-2.0
#include "daemon/load_policy.h"

#include "daemon/host.h"
#include "daemon/log.h"
#include "policy/reader.h"

namespace watchbpf::daemon {

static std::string counted(std::size_t count, const char *one, const char *many)
{
	return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::optional<LoadedPolicy> load_policy(const std::string &path, bool audit)
{
	auto read = policy::read_policy_file(path);
	report(read.diagnostics, read.source);
	if (!read.policy)
		return std::nullopt;
	auto compiled = policy::compile(*read.policy, this_host(), audit);
	report(compiled.diagnostics, read.source);
	if (!compiled.generation)
		return std::nullopt;

	LoadedPolicy loaded;
	loaded.mode = read.policy->mode;
	loaded.sha256 = read.policy->sha256;
	loaded.summary = path + " (" + counted(read.policy->tools.size(), "tool", "tools") + ", " +
			 counted(compiled.generation->identities.size(), "identity", "identities") +
			 ", sha256 " + loaded.sha256.substr(0, 16) + ")";
	loaded.generation = std::move(*compiled.generation);
	return loaded;
}

} // namespace watchbpf::daemon
