// SPDX-License-Identifier: Apache-2.0
// A sealed file can't change, but its name can lead to another one. Whoever may
// write one of the directories above it chooses what is measured at the next
// start, or that there is none: an error then, and no enforcement.
#include <map>
#include <optional>
#include <utility>

#include <sys/stat.h>

#include "policy/lint_rules.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

class Writers {
public:
	explicit Writers(const Host &host) : host_(host) {}

	// Who besides root may change what is at `path`; empty: nobody; not set:
	// nothing can be seen there.
	std::optional<std::string> of(const std::string &path)
	{
		const auto known = known_.find(path);
		if (known != known_.end())
			return known->second;
		return known_.emplace(path, ask(path)).first->second;
	}

	// The first directory above `path` that others may write, and who. Ends where
	// there is no directory: a thousand long paths to nowhere have millions of
	// levels, and gigabytes of names.
	std::optional<std::pair<std::string, std::string>> above(const std::string &path)
	{
		for (std::size_t end = 0; end != std::string::npos; end = path.find('/', end + 1)) {
			const std::string directory = end ? path.substr(0, end) : "/";
			const auto who = of(directory);
			if (!who)
				break;
			if (!who->empty() && !keeps(directory, path.substr(0, path.find('/', end + 1))))
				return std::pair(directory, *who);
		}
		return std::nullopt;
	}

private:
	// Root's sticky directory (/tmp): nobody else moves root's entries.
	bool keeps(const std::string &directory, const std::string &entry) const
	{
		const auto above = host_.status(directory), below = host_.status(entry);
		return above && below && above->mode & S_ISVTX && above->user == 0 && below->user == 0;
	}

	std::optional<std::string> ask(const std::string &path) const
	{
		const auto status = host_.status(path);
		if (!status)
			return std::nullopt;
		if (status->mode & S_IWOTH)
			return "everybody";
		// Root's own group is root.
		if (status->mode & S_IWGRP && status->group != 0)
			return "group " + std::to_string(status->group);
		return status->user ? "user " + std::to_string(status->user) : std::string();
	}

	const Host &host_;
	std::map<std::string, std::optional<std::string>> known_;
};

bool check_above(Writers &writers, const std::string &path, const Place &place, const std::string &item,
		 Report &report)
{
	const auto found = writers.above(path);
	if (found)
		report.warning(place, item, "writable-directory",
			       in_quotes(path) + " can be replaced before watchbpf starts: " + found->second +
				   " may write " + in_quotes(found->first),
			       "put the file below directories that only root may write");
	return !found;
}

// Above the name, and above the file that it leads to.
void check_both(Writers &writers, const std::string &path, const Host &host, const Place &place,
		const std::string &item, Report &report)
{
	if (!check_above(writers, path, place, item, report) || !host.resolve)
		return;
	if (const auto file = host.resolve(path); file && *file != path)
		check_above(writers, *file, place, item, report);
}

} // namespace

void lint_directories(const Policy &policy, const Host &host, Report &report)
{
	if (!host.status)
		return;
	Writers writers(host);
	for (const Tool &tool : policy.tools)
		for (std::size_t i = 0; i < tool.identities.size(); i++) {
			const Identity &identity = tool.identities[i];
			// With a digest, the path is only looked at.
			if (identity.path.empty() || identity.digest)
				continue;
			check_both(writers, identity.path, host, identity.place, item_of(tool, i), report);
		}
	for (const Signer &signer : policy.signers) {
		const std::string item = item_of(signer);
		check_both(writers, signer.certificate, host, signer.place, item, report);
		// Unlike a sealed file, a certificate can be written over.
		if (const std::string who = writers.of(signer.certificate).value_or(""); !who.empty())
			report.warning(signer.place, item, "writable-file",
				       who + " may write the certificate " + in_quotes(signer.certificate) +
					   ", and so choose who signs",
				       "make it root's: chown root: FILE; chmod 644 FILE");
	}
}

} // namespace watchbpf::policy
