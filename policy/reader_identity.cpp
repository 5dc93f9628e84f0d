// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_identity.h"

#include <climits>
#include <filesystem>

#include "policy/reader_value.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

constexpr std::string_view kLaterKeys[] = {"content"};

std::optional<Digest> read_digest(const YamlItem &item)
{
	const auto text = item.scalar();
	if (!text)
		return std::nullopt;
	auto digest = Digest::parse(*text);
	if (!digest) {
		item.error("digest", digest.error().message, digest.error().hint);
		return std::nullopt;
	}
	return *digest;
}

// What keeps `path` from naming one file in one spelling; empty: nothing.
std::string path_problem(const std::string &path)
{
	for (std::string_view rest = path; !rest.empty();) {
		const Character character = first_character(rest);
		if (!character.bytes || is_unprintable(character.value))
			return "contains a character that cannot be printed";
		rest.remove_prefix(character.bytes);
	}
	if (path.empty())
		return "is empty";
	if (path[0] != '/')
		return "is not absolute";
	if (path.size() >= PATH_MAX)
		return "is longer than the kernel takes";
	if (path.ends_with('/'))
		return "names a directory";
	return std::filesystem::path(path).lexically_normal().string() != path ? "is not in its shortest form"
									       : "";
}

} // namespace

std::string read_path(const YamlItem &item)
{
	const auto text = item.scalar();
	if (!text)
		return {};
	std::string path(*text);
	const std::string problem = path_problem(path);
	if (problem.empty())
		return path;
	// "..": with symbolic links the shortest form may be another file, so it
	// is not put in silently.
	const bool shorten = problem.ends_with("form");
	item.error("path", "path " + in_quotes(path) + " " + problem,
		   shorten ? "did you mean " +
				 in_quotes(std::filesystem::path(path).lexically_normal().string()) + "?"
			   : "write the full path of the file, from '/' on");
	return {};
}

namespace {

// An empty name must not pass for none: that would be a file without a signature.
std::string read_signer_name(const YamlItem &item)
{
	const auto name = item.scalar();
	if (name && name->empty())
		item.error("unknown-signer", "name of the signer is empty",
			   "write one of the names under 'signers:'");
	return std::string(name.value_or(""));
}

// One proof is enough: of two, a reader of the policy could not say which counts.
void check_signer(const YamlItem &item, const Identity &identity, bool has_path, bool has_digest)
{
	if (!identity.signature.empty() && identity.signer.empty())
		item.error("missing-key", "'signature' stands without 'signer'",
			   "write 'signer: NAME', one of the names under 'signers:'");
	if (identity.signer.empty())
		return;
	if (has_digest)
		item.error("two-proofs", "identity has both 'digest' and 'signer', and one proof is enough",
			   "remove 'digest' to trust what the signer signs, or 'signer' to trust one file");
	else if (!has_path)
		item.error("missing-key", "'signer' stands without 'path'",
			   "write 'path: /usr/bin/NAME': the file that is signed");
}

std::optional<Identity> read_identity(const YamlItem &item)
{
	Identity identity;
	bool has_path = false, has_digest = false, has_optional = false;
	const Key keys[] = {
	    {"digest",
	     [&](const YamlItem &value) {
		     has_digest = true;
		     identity.digest = read_digest(value);
	     }},
	    {"path",
	     [&](const YamlItem &value) {
		     has_path = true;
		     identity.path = read_path(value);
	     }},
	    {"optional",
	     [&](const YamlItem &value) {
		     has_optional = true;
		     identity.optional = read_flag(value).value_or(false);
	     }},
	    {"signer", [&](const YamlItem &value) { identity.signer = read_signer_name(value); }},
	    {"signature", [&](const YamlItem &value) { identity.signature = read_path(value); }},
	};

	identity.place = item.place();
	if (!read_mapping(item, keys, kLaterKeys))
		return std::nullopt;
	check_signer(item, identity, has_path, has_digest);
	// Any other key has been reported, and could be one of the two misspelt.
	if (!has_path && !has_digest && item.node().children.size() == (has_optional ? 2 : 0))
		item.error("missing-key", "identity says neither 'digest' nor 'path'",
			   "write 'path: /usr/bin/NAME' or 'digest: sha256:...'");
	if (identity.optional && identity.digest)
		item.error("optional", "'optional' is about a file that may be absent, not about a digest",
			   "remove it: a digest needs no file to be there");
	if (!identity.digest && identity.path.empty())
		return std::nullopt;
	return identity;
}

} // namespace

std::vector<Identity> read_identities(const YamlItem &item)
{
	std::vector<Identity> identities;

	if (!item.require(YamlKind::kSequence))
		return identities;
	if (item.node().children.empty())
		item.error("missing-identity", "list of identities is empty",
			   "a tool needs at least one: '- path: /usr/bin/NAME'");
	item.for_each([&](const YamlItem &element) {
		if (auto identity = read_identity(element))
			identities.push_back(std::move(*identity));
	});
	return identities;
}

} // namespace watchbpf::policy
