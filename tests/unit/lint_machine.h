// SPDX-License-Identifier: Apache-2.0
// A machine and small policies for the lints to look at.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "diagnostics_of.h"
#include "policy/lint.h"

namespace watchbpf::policy::test {

using Codes = std::vector<std::string>;

// A host as its files make it; every directory that is not named is root's.
struct Machine {
	std::map<std::string, char> sealed;       // path -> digit of its digest
	std::map<std::string, char> unsealed;     // the same, of what it would be
	std::map<std::string, std::string> links; // path -> file
	std::map<std::string, FileStatus> statuses;
	std::set<std::string> absent, scripts;

	Host host() const
	{
		Host host;
		host.measure = [this](const std::string &path) -> Result<Digest> {
			const auto file = sealed.find(path);
			return file != sealed.end() ? Digest::parse("sha256:" + hex64(file->second))
						    : failure("not sealed");
		};
		host.digest = [this](const std::string &path) -> Result<Digest> {
			const auto file = unsealed.find(path);
			return file != unsealed.end() ? Digest::parse("sha256:" + hex64(file->second))
						      : failure("no such file");
		};
		host.resolve = [this](const std::string &path) -> Result<std::string> {
			const auto link = links.find(path);
			return link != links.end() ? link->second : path;
		};
		host.status = [this](const std::string &path) -> Result<FileStatus> {
			const auto status = statuses.find(path);
			return status != statuses.end() ? status->second : FileStatus{0755, 0, 0};
		};
		host.exists = [this](const std::string &path) { return !absent.contains(path); };
		host.is_script = [this](const std::string &path) { return scripts.contains(path); };
		return host;
	}
};

inline Identity by_path(const std::string &path, int line = 5)
{
	Identity identity;
	identity.path = path;
	identity.place = {"p.yaml", line, 9};
	return identity;
}

// At line 3, with its list of types at line 7.
inline Tool tool_of(std::vector<Identity> identities)
{
	Tool tool;
	tool.name = "t";
	tool.identities = std::move(identities);
	tool.place = {"p.yaml", 3, 3};
	tool.programs.place = {"p.yaml", 7, 5};
	return tool;
}

inline Policy policy_of(Tool tool)
{
	Policy policy;
	policy.tools.push_back(std::move(tool));
	return policy;
}

inline Diagnostics found(const Policy &policy, const Machine &machine = {})
{
	const Diagnostics diagnostics = lint(policy, machine.host());
	for (const Diagnostic &diagnostic : diagnostics) {
		CHECK_FALSE(diagnostic.hint.empty());
		CHECK_FALSE(diagnostic.item.empty());
	}
	return diagnostics;
}

inline Codes problems(const Policy &policy, const Machine &machine = {})
{
	return summary(found(policy, machine));
}

inline Codes problems(const Tool &tool, const Machine &machine = {})
{
	return problems(policy_of(tool), machine);
}

inline Where where_of(const std::string &unit, const std::string &cgroup)
{
	Where where;
	if (!unit.empty())
		where.units = {{unit, {"p.yaml", 9, 7}}};
	if (!cgroup.empty())
		where.cgroups = {{cgroup, {"p.yaml", 10, 7}}};
	return where;
}

} // namespace watchbpf::policy::test
