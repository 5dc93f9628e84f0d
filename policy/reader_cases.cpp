// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_cases.h"

#include <algorithm>
#include <climits>
#include <filesystem>
#include <map>

#include "policy/input.h"
#include "policy/reader.h"
#include "policy/source_text.h"
#include "policy/text.h"
#include "policy/vocabulary.h"
#include "policy/yaml_check.h"
#include "policy/yaml_item.h"
#include "policy/yaml_tree.h"

namespace watchbpf::policy {

namespace {

constexpr std::string_view kEnding = ".cases.yaml";
constexpr std::string_view kPolicyEnding = ".yaml";
// In the order of wb_action.
constexpr std::string_view kActions[] = {"allowed", "denied", "would-deny"};

void read_flag(const YamlItem &item, Case &asked)
{
	const auto text = item.scalar();
	if (!text)
		return;
	if (!item.node().plain || (*text != "true" && *text != "false"))
		item.error("unknown-value", in_quotes(item.key()) + " cannot be " + in_quotes(*text),
			   "write 'true' or 'false', in lower case and without quotes");
	else if (*text == "true")
		asked.words.said.push_back({std::string(item.key()), "true", item.place()});
}

void read_text(const YamlItem &item, std::string_view key, Case &asked)
{
	const auto text = item.scalar();
	if (text && text->empty())
		item.error("unknown-value", in_quotes(key) + " is empty", "remove it, or say what it is");
	else if (text)
		asked.words.said.push_back({std::string(key), std::string(*text), item.place()});
}

// One value, or a list of them.
void read_list(const YamlItem &item, Case &asked)
{
	if (!item.is(YamlKind::kSequence))
		return read_text(item, item.key(), asked);
	item.for_each([&](const YamlItem &element) { read_text(element, item.key(), asked); });
}

std::vector<Key> keys_of_question(Case &asked)
{
	std::vector<Key> keys;
	for (const QuestionKey &key : question_keys())
		keys.push_back({key.name, [&asked, &key](const YamlItem &item) {
					if (key.kind == KeyKind::kFlag)
						read_flag(item, asked);
					else if (key.kind == KeyKind::kList)
						read_list(item, asked);
					else
						read_text(item, key.name, asked);
				}});
	return keys;
}

// Its keys in two halves, because `name` and `expect` must be there.
Case read_case(const YamlItem &item, std::size_t index)
{
	Case asked;
	bool has_name = false, has_expect = false;
	std::vector<Key> keys = {
	    {"name",
	     [&](const YamlItem &value) {
		     has_name = true;
		     asked.name = value.scalar().value_or("");
	     }},
	    {"expect",
	     [&](const YamlItem &value) {
		     has_expect = true;
		     asked.action = static_cast<std::uint8_t>(read_word(value, kActions).value_or(WB_DENY));
	     }},
	    {"reason",
	     [&](const YamlItem &value) {
		     if (const auto reason = read_word(value, reason_codes()))
			     asked.reason = reason_codes()[*reason];
	     }},
	    {"rule",
	     [&](const YamlItem &value) {
		     if (const auto rule = value.scalar())
			     asked.rule = Word{std::string(*rule), value.place()};
	     }},
	};

	asked.place = asked.words.place = item.place();
	asked.words.prefix = "cases[" + std::to_string(index) + "].";
	std::ranges::move(keys_of_question(asked), std::back_inserter(keys));
	if (!read_mapping(item, keys, {}))
		return asked;
	if (!has_name || asked.name.empty())
		item.error("missing-key", "case has no 'name'", "say in a few words what it shows");
	if (!has_expect)
		item.error("missing-key", "case has no 'expect'",
			   "write 'expect: allowed', 'denied' or 'would-deny'");
	return asked;
}

std::vector<Case> read_cases(const YamlItem &item)
{
	std::vector<Case> cases;
	std::map<std::string, int> lines;
	if (!item.require(YamlKind::kSequence))
		return cases;
	if (item.node().children.empty())
		item.error("no-cases", "table has no cases", "write one: '- name: ...'");
	item.for_each([&](const YamlItem &element) {
		cases.push_back(read_case(element, cases.size()));
		const Case &last = cases.back();
		if (const auto [first, is_new] = lines.emplace(last.name, last.place.line); !is_new)
			element.warning("duplicate-name",
					"case " + in_quotes(last.name) +
					    " has the name of the case at line " +
					    std::to_string(first->second),
					"give it one of its own");
	});
	return cases;
}

void read_document(const YamlItem &root, const std::string &name, CaseTable &table)
{
	bool has_version = false, has_cases = false;
	const Key keys[] = {
	    {"version",
	     [&](const YamlItem &item) {
		     has_version = true;
		     const auto text = item.scalar();
		     if (text && (!item.node().plain || *text != "1"))
			     item.error("version", "version " + in_quotes(*text) + " is not known",
					"this watchbpf reads 'version: 1'");
	     }},
	    {"policy",
	     [&](const YamlItem &item) {
		     const auto path = item.scalar();
		     if (path && path->size() >= PATH_MAX)
			     item.error("path", in_quotes(*path) + " is longer than the kernel takes",
					"write the policy's path, relative to this file's folder");
		     else if (path)
			     table.policy = (std::filesystem::path(name).parent_path() / *path).string();
	     }},
	    {"cases",
	     [&](const YamlItem &item) {
		     has_cases = true;
		     table.cases = read_cases(item);
	     }},
	};

	if (!read_mapping(root, keys, {}))
		return;
	if (!has_version)
		root.error("missing-key", "'version' is missing", "start the file with 'version: 1'");
	if (!has_cases)
		root.error("no-cases", "table has no cases", "write 'cases:' and below it '- name: ...'");
}

void read_fit_text(std::string_view text, const std::string &name, CaseTable &table, Report &report)
{
	auto tree = parse_yaml(text, name);
	if (!tree) {
		report.add(std::move(tree.error()));
		return;
	}
	check_yaml(*tree, name, report);
	if (tree->kind == YamlKind::kMapping || tree->flaw != YamlFlaw::kNone)
		read_document(YamlItem(*tree, name, report), name, table);
	else
		report.add(about_file(name, Severity::kError, "no-cases", "file is no table of cases",
				      "a table starts with 'version: 1' and has a list 'cases:'"));
}

} // namespace

ReadCases read_cases_text(std::string text, const std::string &name)
{
	if (text.size() > kLargestPolicyBytes)
		return {{},
			{about_file(name, Severity::kError, "too-large", "file is too large",
				    "is this the right file?")},
			{}};
	text.erase(0, text.size() - without_byte_order_mark(text).size());
	if (auto problem = check_source_text(text, name))
		return {{}, {std::move(*problem)}, {{name, std::move(text)}}};

	Report report;
	CaseTable table;
	table.policy = policy_beside(name);
	read_fit_text(text, name, table, report);
	ReadCases read{{}, report.take(name), {{name, std::move(text)}}};
	if (!has_errors(read.diagnostics))
		read.table = std::move(table);
	return read;
}

ReadCases read_cases_file(const std::string &path)
{
	auto text = read_input(path, kLargestPolicyBytes);
	if (!text)
		return {{},
			{about_file(path, Severity::kError, "unreadable", text.error().message,
				    text.error().hint)},
			{}};
	return read_cases_text(std::move(*text), path);
}

bool is_case_table(const std::string &path)
{
	return path.ends_with(kEnding);
}

std::string policy_beside(const std::string &cases)
{
	return is_case_table(cases)
		   ? cases.substr(0, cases.size() - kEnding.size()) + std::string(kPolicyEnding)
		   : cases;
}

std::string cases_beside(const std::string &policy)
{
	const std::size_t ending = policy.ends_with(kPolicyEnding) ? kPolicyEnding.size() : 0;
	return policy.substr(0, policy.size() - ending) + std::string(kEnding);
}

} // namespace watchbpf::policy
