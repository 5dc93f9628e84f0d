// SPDX-License-Identifier: Apache-2.0
// An identity is a promise about what a file does. A shell or an interpreter
// does what its caller says: to list it is to give its rights to everybody.
#include <map>
#include <set>

#include "policy/known_programs.h"
#include "policy/lint_rules.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

// Files of this host that mean everybody, by their digests: found under any
// other name, or listed as a bare digest, they are the same program.
using KnownDigests = std::map<Digest, std::string>;

// The sizes of the files that the policy trusts.
std::set<std::uint64_t> sizes_of_tools(const Policy &policy, const Host &host)
{
	std::set<std::uint64_t> sizes;
	for (const Tool &tool : policy.tools)
		for (const Identity &identity : tool.identities)
			if (const auto status = host.status && !identity.path.empty()
						    ? host.status(identity.path)
						    : failure("no file"))
				sizes.insert(status->size);
	return sizes;
}

KnownDigests digests_of_everybody(const Policy &policy, const Host &host)
{
	const std::set<std::uint64_t> sizes = sizes_of_tools(policy, host);
	// Shells are rarely sealed, but a copy is: read only where it can be one.
	const auto could_be_copied = [&](const std::string &path) {
		const auto status = host.status ? host.status(path) : failure("not asked");
		return status && sizes.contains(status->size);
	};
	KnownDigests known;
	for (const std::string_view folder : folders_of_programs())
		for (const std::string_view name : names_of_everybody()) {
			const std::string path = std::string(folder) + std::string(name);
			auto digest = host.measure(path);
			if (!digest && host.digest && could_be_copied(path))
				digest = host.digest(path);
			if (digest)
				known.emplace(*digest, path);
		}
	return known;
}

// Why the identity is everybody; empty: it is not, as far as can be seen.
std::string problem_of(const Identity &identity, const Host &host, const KnownDigests &known)
{
	const std::string path = in_quotes(identity.path);
	if (const auto kind = kind_of_everybody(base_name(identity.path)); !kind.empty())
		return path + " is " + std::string(kind);
	if (host.resolve && !identity.path.empty())
		if (const auto file = host.resolve(identity.path))
			if (const auto kind = kind_of_everybody(base_name(*file)); !kind.empty())
				return path + " leads to " + in_quotes(*file) + ", " + std::string(kind);
	if (known.empty())
		return {};
	const auto digest = identity.digest          ? Result<Digest>(*identity.digest)
			    : !identity.path.empty() ? host.measure(identity.path)
						     : failure("no file");
	const auto same = digest ? known.find(*digest) : known.end();
	if (same == known.end())
		return {};
	return (identity.digest ? "the digest" : path) + std::string(" is that of ") +
	       in_quotes(same->second) + ", " + std::string(kind_of_everybody(base_name(same->second)));
}

} // namespace

void lint_everybody(const Policy &policy, const Host &host, Report &report)
{
	const KnownDigests known = host.measure ? digests_of_everybody(policy, host) : KnownDigests();

	for (const Tool &tool : policy.tools)
		for (std::size_t i = 0; i < tool.identities.size(); i++) {
			const std::string problem = problem_of(tool.identities[i], host, known);
			if (!problem.empty())
				report.error(tool.identities[i].place, item_of(tool, i), "everybody",
					     problem + ": whoever may run it would be the tool",
					     "name the program that calls bpf() itself; a script needs a "
					     "compiled program in its place");
		}
}

} // namespace watchbpf::policy
