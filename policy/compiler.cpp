// SPDX-License-Identifier: Apache-2.0
#include "policy/compiler.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <tuple>

#include "policy/report.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

auto order(const wb_identity_key &key)
{
	return std::tuple(key.algorithm, key.size, std::to_array(key.bytes));
}

wb_tool named_rule(std::string_view name, bool audit)
{
	wb_tool rule{};
	rule.flags = WB_TOOL_PRESENT;
	if (audit)
		rule.flags |= WB_TOOL_AUDIT;
	// The reader lets no longer name pass; the record's end is NUL all the same.
	std::memcpy(rule.name, name.data(), std::min<std::size_t>(name.size(), WB_TOOL_NAME_BYTES - 1));
	return rule;
}

wb_tool rule_of_untrusted(const Policy &policy, bool audit)
{
	wb_tool rule = named_rule("untrusted", audit);
	if (policy.untrusted == Untrusted::kIntrospection)
		rule.flags |= WB_TOOL_INTROSPECTION;
	return rule;
}

wb_tool rule_of_tool(const Tool &tool, bool audit)
{
	wb_tool rule = named_rule(tool.name, audit);
	rule.program_types = tool.program_types.to_ullong();
	if (tool.program_types.any())
		rule.flags |= WB_TOOL_PROGRAMS;
	if (tool.maps)
		rule.flags |= WB_TOOL_MAPS;
	return rule;
}

class Compiler {
public:
	explicit Compiler(const MeasureFile &measure) : measure_(measure) {}

	Compiled run(const Policy &policy, bool audit);

private:
	// An identity with its digest found, and where it stands in the policy.
	struct Found {
		wb_identity_key key;
		std::uint32_t tool;
		const Identity *identity;
		std::string item;
	};

	void add_identity(const Tool &tool, std::uint32_t index, std::size_t position);
	std::optional<Digest> digest_of(const Identity &identity, const std::string &item);
	void check_path(const Identity &identity, const std::string &item, std::string &path);
	const Result<Digest> &measured(const std::string &path);
	void index_identities(const std::vector<Tool> &tools);
	void report_repeated(const Found &first, const Found &second, const std::vector<Tool> &tools);
	void report(Severity severity, const Identity &identity, const std::string &item, std::string code,
		    std::string message, std::string hint);

	const MeasureFile &measure_;
	std::map<std::string, Result<Digest>> measured_; // a file named twice is read once
	std::vector<Found> found_;
	Generation generation_;
	Report report_;
};

Compiled Compiler::run(const Policy &policy, bool audit)
{
	generation_.tools.push_back(rule_of_untrusted(policy, audit));
	for (const Tool &tool : policy.tools) {
		const auto index = static_cast<std::uint32_t>(generation_.tools.size());
		generation_.tools.push_back(rule_of_tool(tool, audit));
		for (std::size_t i = 0; i < tool.identities.size(); i++)
			add_identity(tool, index, i);
	}
	index_identities(policy.tools);

	Compiled compiled;
	compiled.diagnostics = report_.take(policy.tools.empty() ? "" : policy.tools[0].place.file);
	if (!has_errors(compiled.diagnostics))
		compiled.generation = std::move(generation_);
	return compiled;
}

void Compiler::add_identity(const Tool &tool, std::uint32_t index, std::size_t position)
{
	const Identity &identity = tool.identities[position];
	const std::string item = "tools." + tool.name + ".identities[" + std::to_string(position) + "]";
	std::string path = identity.path;

	const auto digest = digest_of(identity, item);
	if (!digest)
		return;
	if (identity.digest && !identity.path.empty())
		check_path(identity, item, path);
	found_.push_back({digest->key(), index, &identity, item});
	generation_.resolved.push_back({tool.name, *digest, path});
}

std::optional<Digest> Compiler::digest_of(const Identity &identity, const std::string &item)
{
	if (identity.digest)
		return identity.digest;
	const Result<Digest> &digest = measured(identity.path);
	if (digest)
		return *digest;
	const std::string hint = digest.error().hint;
	report(Severity::kError, identity, item, "not-measured",
	       "no fs-verity digest of " + in_quotes(identity.path) + ": " + digest.error().message,
	       hint.empty() ? "seal the file once: `watchbpf seal FILE`" : hint);
	return std::nullopt;
}

// The digest counts; a file that has another one is not the tool, so its path
// is not shown beside the digest.
void Compiler::check_path(const Identity &identity, const std::string &item, std::string &path)
{
	const Result<Digest> &digest = measured(identity.path);
	if (digest && *digest == *identity.digest)
		return;
	path.clear();
	const std::string name = in_quotes(identity.path);
	const std::string expected = identity.digest->text();
	if (digest)
		report(
		    Severity::kWarning, identity, item, "digest-mismatch",
		    name + " has the digest " + digest->text() + ", the policy says " + expected,
		    "the policy's digest counts: this file is not the tool until one of them is corrected");
	else
		report(Severity::kWarning, identity, item, "digest-mismatch",
		       name + " cannot be compared with the digest " + expected + ": " +
			   digest.error().message,
		       digest.error().hint);
}

const Result<Digest> &Compiler::measured(const std::string &path)
{
	const auto known = measured_.find(path);
	if (known != measured_.end())
		return known->second;
	return measured_.emplace(path, measure_ ? measure_(path) : failure("files are not measured here"))
	    .first->second;
}

// Equal keys are equal identities to the kernel, even if a SHA-512 differs
// beyond the key's bytes.
void Compiler::index_identities(const std::vector<Tool> &tools)
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

void Compiler::report_repeated(const Found &first, const Found &second, const std::vector<Tool> &tools)
{
	const Place &place = first.identity->place;
	const std::string at =
	    place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);

	if (first.tool == second.tool)
		report(Severity::kWarning, *second.identity, second.item, "duplicate-digest",
		       "same digest as " + first.item + " at " + at, "remove one of the two");
	else
		report(Severity::kError, *second.identity, second.item, "ambiguous-digest",
		       "same digest as tool " + in_quotes(tools[first.tool - 1].name) + " at " + at +
			   ": which tool would it be?",
		       "a digest proves one tool; remove it from the other one");
}

void Compiler::report(Severity severity, const Identity &identity, const std::string &item, std::string code,
		      std::string message, std::string hint)
{
	report_.add({
	    .severity = severity,
	    .code = std::move(code),
	    .place = identity.place,
	    .item = item,
	    .message = std::move(message),
	    .hint = std::move(hint),
	});
}

} // namespace

Compiled compile(const Policy &policy, const MeasureFile &measure, bool audit)
{
	return Compiler(measure).run(policy, audit);
}

} // namespace watchbpf::policy
