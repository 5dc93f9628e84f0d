// SPDX-License-Identifier: Apache-2.0
// Bytes -> fit text -> YAML tree -> model; each step reports and ends the run
// only where nothing after it would make sense.
#include "policy/reader.h"

#include "policy/input.h"
#include "policy/reader_signer.h"
#include "policy/reader_tool.h"
#include "policy/report.h"
#include "policy/sha256.h"
#include "policy/source_text.h"
#include "policy/text.h"
#include "policy/yaml_check.h"
#include "policy/yaml_item.h"
#include "policy/yaml_tree.h"

namespace watchbpf::policy {

namespace {

constexpr std::string_view kModes[] = {"enforce", "audit"};
constexpr std::string_view kDefaults[] = {"deny", "introspection"};

Diagnostic about_file(const std::string &file, Severity severity, std::string code, std::string message,
		      std::string hint)
{
	return {
	    .severity = severity,
	    .code = std::move(code),
	    .place = {.file = file},
	    .item = {},
	    .message = std::move(message),
	    .hint = std::move(hint),
	};
}

ReadPolicy refused(Diagnostic diagnostic, std::string source)
{
	return {.policy = std::nullopt, .diagnostics = {std::move(diagnostic)}, .source = std::move(source)};
}

Diagnostic too_large(const std::string &file)
{
	return about_file(file, Severity::kError, "too-large",
			  "file is larger than " + std::to_string(kLargestPolicyBytes >> 20) + " MiB",
			  "a policy of 100,000 digests has 10 MB: is this the right file?");
}

void read_version(const YamlItem &item)
{
	const auto text = item.scalar();
	if (!text)
		return;
	if (!item.node().plain || *text != "1")
		item.error("version", "policy version " + in_quotes(*text) + " is not known",
			   "this watchbpf reads 'version: 1'");
}

void read_document(const YamlItem &root, Policy &policy)
{
	bool has_version = false;
	const Key keys[] = {
	    {"version",
	     [&](const YamlItem &item) {
		     has_version = true;
		     read_version(item);
	     }},
	    {"mode",
	     [&](const YamlItem &item) {
		     policy.mode = static_cast<Mode>(read_word(item, kModes).value_or(0));
	     }},
	    {"default",
	     [&](const YamlItem &item) {
		     policy.untrusted = static_cast<Untrusted>(read_word(item, kDefaults).value_or(0));
	     }},
	    {"signers", [&](const YamlItem &item) { policy.signers = read_signers(item); }},
	    {"tools", [&](const YamlItem &item) { policy.tools = read_tools(item); }},
	};

	if (read_mapping(root, keys, later_keys()) && !has_version)
		root.error("missing-key", "'version' is missing", "start the file with 'version: 1'");
}

// Text that passed every check of its bytes. With an error in the report, what
// is returned is no policy.
Policy read_fit_text(std::string_view text, const std::string &name, Report &report)
{
	Policy policy;
	auto tree = parse_yaml(text, name);
	if (!tree) {
		report.add(std::move(tree.error()));
		return policy;
	}
	check_yaml(*tree, name, report);
	if (tree->kind == YamlKind::kNull && tree->flaw == YamlFlaw::kNone)
		report.add(about_file(name, Severity::kError, "empty", "file says nothing",
				      "a policy starts with 'version: 1'"));
	else
		read_document(YamlItem(*tree, name, report), policy);
	return policy;
}

} // namespace

ReadPolicy read_policy_text(std::string text, const std::string &name)
{
	if (text.size() > kLargestPolicyBytes)
		return refused(too_large(name), {});
	auto sha256 = sha256_hex(text);
	if (!sha256)
		return refused(about_file(name, Severity::kError, "internal", sha256.error().message, ""),
			       {});
	text.erase(0, text.size() - without_byte_order_mark(text).size());
	if (auto problem = check_source_text(text, name))
		return refused(std::move(*problem), std::move(text));

	Report report;
	Policy policy = read_fit_text(text, name, report);
	Diagnostics diagnostics = report.take(name);
	if (has_errors(diagnostics))
		return {
		    .policy = std::nullopt, .diagnostics = std::move(diagnostics), .source = std::move(text)};
	policy.sha256 = std::move(*sha256);
	if (policy.tools.empty())
		diagnostics.push_back(about_file(name, Severity::kWarning, "no-tools",
						 "policy has no tools: nobody may use bpf()",
						 "name the programs that may, under 'tools:'"));
	return {
	    .policy = std::move(policy), .diagnostics = std::move(diagnostics), .source = std::move(text)};
}

ReadPolicy read_policy_file(const std::string &path)
{
	auto text = read_input(path, kLargestPolicyBytes);
	if (!text)
		return refused(
		    about_file(path, Severity::kError, "unreadable", text.error().message, text.error().hint),
		    {});
	return read_policy_text(std::move(*text), path);
}

} // namespace watchbpf::policy
