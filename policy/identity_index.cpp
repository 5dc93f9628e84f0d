// SPDX-License-Identifier: Apache-2.0
#include "policy/identity_index.h"

#include <algorithm>
#include <tuple>

#include "policy/item_path.h"
#include "policy/text.h"

namespace watchbpf::policy {

static auto order(const wb_identity_key &key)
{
	return std::tuple(key.algorithm, key.size, std::to_array(key.bytes));
}

std::uint32_t Generation::tool_of(const Digest &digest) const
{
	const auto key = order(digest.key());
	const auto entry = std::ranges::lower_bound(
	    identities, key, {}, [](const auto &identity) { return order(identity.first); });
	return entry != identities.end() && order(entry->first) == key ? entry->second : WB_UNTRUSTED;
}

void IdentityIndex::add(const Tool &tool, std::uint32_t index)
{
	for (std::size_t i = 0; i < tool.identities.size() && !report_.full(); i++)
		add_identity(tool, index, i);
}

void IdentityIndex::add_identity(const Tool &tool, std::uint32_t index, std::size_t position)
{
	const Identity &identity = tool.identities[position];
	const std::string item = item_of(tool, position);
	std::string path = identity.path;

	const auto digest = digest_of(tool.name, identity, item);
	if (!digest)
		return;
	if (identity.digest && !identity.path.empty() && host_.measure)
		check_path(identity, item, path);
	found_.push_back({digest->key(), index, &identity, item});
	generation_.resolved.push_back({tool.name, *digest, path, identity.signer});
}

std::optional<Digest> IdentityIndex::digest_of(const std::string &tool, const Identity &identity,
					       const std::string &item)
{
	if (identity.digest)
		return identity.digest;
	const bool needs_signature = !identity.signer.empty();
	if (needs_signature && !signers_.knows(identity, item))
		return std::nullopt;
	if (!host_.measure || (needs_signature && !host_.read))
		return std::nullopt;
	const auto digest = measured_digest(tool, identity, item);
	if (digest && needs_signature && !signers_.proves(identity, item, *digest))
		return std::nullopt;
	return digest;
}

std::optional<Digest> IdentityIndex::measured_digest(const std::string &tool, const Identity &identity,
						     const std::string &item)
{
	const Result<Digest> &digest = measured(identity.path);
	if (digest)
		return *digest;
	if (identity.optional && host_.exists && !host_.exists(identity.path)) {
		generation_.absent.push_back({tool, identity.path});
		return std::nullopt;
	}
	const std::string hint = digest.error().hint;
	const bool absent = host_.exists && !host_.exists(identity.path);
	report_.error(identity.place, item, "not-measured",
		      "no fs-verity digest of " + in_quotes(identity.path) + ": " + digest.error().message,
		      absent ? "correct the path, or write 'optional: true' if the file need not be there"
		      : hint.empty() ? "seal the file once: `watchbpf seal FILE`"
				     : hint);
	return std::nullopt;
}

// The digest counts; a file that has another one is not the tool, so its path
// is not shown beside the digest.
void IdentityIndex::check_path(const Identity &identity, const std::string &item, std::string &path)
{
	const Result<Digest> &digest = measured(identity.path);
	if (digest && *digest == *identity.digest)
		return;
	path.clear();
	const std::string name = in_quotes(identity.path);
	const std::string expected = identity.digest->text();
	if (digest)
		report_.warning(
		    identity.place, item, "digest-mismatch",
		    name + " has the digest " + digest->text() + ", the policy says " + expected,
		    "the policy's digest counts: this file is not the tool until one of them is corrected");
	else
		report_.warning(identity.place, item, "digest-mismatch",
				name + " cannot be compared with the digest " + expected + ": " +
				    digest.error().message,
				digest.error().hint);
}

const Result<Digest> &IdentityIndex::measured(const std::string &path)
{
	const auto known = measured_.find(path);
	if (known != measured_.end())
		return known->second;
	return measured_.emplace(path, host_.measure(path)).first->second;
}

// Equal keys are equal identities to the kernel, even if a SHA-512 differs
// beyond the key's bytes.
void IdentityIndex::finish(const std::vector<Tool> &tools)
{
	std::ranges::stable_sort(found_, {}, [](const Found &found) { return order(found.key); });
	const Found *first = nullptr;
	for (const Found &found : found_) {
		if (first && order(first->key) == order(found.key)) {
			report_repeated(*first, found, tools);
			continue;
		}
		first = &found;
		generation_.identities.emplace_back(found.key, found.tool);
	}
}

void IdentityIndex::report_repeated(const Found &first, const Found &second, const std::vector<Tool> &tools)
{
	const Place &place = first.identity->place;
	const std::string at =
	    place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);

	if (first.tool == second.tool)
		report_.warning(second.identity->place, second.item, "duplicate-digest",
				"same digest as " + first.item + " at " + at, "remove one of the two");
	else
		report_.error(second.identity->place, second.item, "ambiguous-digest",
			      "same digest as tool " + in_quotes(tools[first.tool - 1].name) + " at " + at +
				  ": which tool would it be?",
			      "a digest proves one tool; remove it from the other one");
}

} // namespace watchbpf::policy
