// SPDX-License-Identifier: Apache-2.0
// What the documentation shows is true: its policies are read and compiled, its
// cases pass, its mistakes are the ones it names, and no key is left out.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "daemon/schema.h"
#include "diagnostics_of.h"
#include "doc_blocks.h"
#include "policy/cases.h"
#include "policy/compiler.h"
#include "policy/reader_cases.h"
#include "policy/yaml_tree.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using nlohmann::json;
using watchbpf::Result;

namespace {

using Page = std::vector<DocBlock>;

// The page's named blocks are the only files there are.
Files files_of(const Page &page, std::set<std::string> &included)
{
	Files files;
	files.list = [&page](const std::string &path) -> Result<std::optional<Files::Names>> {
		Files::Names names;
		for (const DocBlock &block : page)
			if (block.file().starts_with(path + "/"))
				names.push_back(block.file().substr(path.size() + 1));
		return names.empty() ? std::nullopt : std::optional(names);
	};
	files.read = [&page, &included](const std::string &path, std::size_t) -> Result<Input> {
		for (const DocBlock &block : page)
			if (block.file() == path) {
				included.insert(path);
				return Input{.text = block.text, .id = path, .writers = {}};
			}
		return watchbpf::failure("no such block on this page");
	};
	return files;
}

std::string text_of(const Diagnostics &diagnostics, const Sources &sources)
{
	std::string text;
	for (const Diagnostic &diagnostic : diagnostics)
		text += render(diagnostic, sources);
	return text;
}

std::set<std::string> errors_of(const Diagnostics &diagnostics)
{
	std::set<std::string> codes;
	for (const Diagnostic &diagnostic : diagnostics)
		if (diagnostic.severity == Severity::kError)
			codes.insert(diagnostic.code);
	return codes;
}

std::set<std::string> expected_of(const DocBlock &block)
{
	return block.said.contains("error") ? std::set{block.said_of("error")} : std::set<std::string>{};
}

std::optional<Policy> check_policy(const DocBlock &block, const Page &page, std::set<std::string> &included)
{
	ReadPolicy read = read_policy_text(block.text, block.file(), files_of(page, included));
	Diagnostics all = read.diagnostics;
	if (read.policy) {
		const Compiled compiled = compile(*read.policy, offline_host(), false);
		all.insert(all.end(), compiled.diagnostics.begin(), compiled.diagnostics.end());
	}
	INFO(block.place() << "\n" << block.text << text_of(all, read.source));
	CHECK(errors_of(all) == expected_of(block));
	return std::move(read.policy);
}

void check_table(const DocBlock &block, const std::map<std::string, Policy> &policies)
{
	const ReadCases read = read_cases_text(block.text, block.file());
	Diagnostics all = read.diagnostics;
	std::string said;
	bool passed = true;
	if (read.table) {
		const std::string name =
		    block.said.contains("policy") ? block.said_of("policy") : read.table->policy;
		INFO(block.place() << " asks " << name);
		REQUIRE(policies.contains(name));
		const RunCases run = run_cases(*read.table, policies.at(name));
		all.insert(all.end(), run.diagnostics.begin(), run.diagnostics.end());
		for (const CaseResult &result : run.results) {
			passed = passed && result.passed;
			if (!result.passed)
				said += result.asked.name + ": " + answer_text(result.answer) + "\n";
		}
	}
	INFO(block.place() << "\n" << block.text << text_of(all, read.source) << said);
	CHECK(errors_of(all) == expected_of(block));
	CHECK(passed);
}

// The keys below `schema` that `node` has, as "DEFINITION.KEY".
void collect(const YamlNode &node, json schema, const json &whole, std::string scope,
	     std::set<std::string> &keys)
{
	if (schema.contains("allOf")) {
		scope = schema["allOf"][0]["$ref"].get<std::string>().substr(
		    std::string("#/definitions/").size());
		schema = whole["definitions"][scope];
	}
	if (node.kind == YamlKind::kSequence && schema.contains("items"))
		for (const YamlNode &child : node.children)
			collect(child, schema["items"], whole, scope, keys);
	if (node.kind != YamlKind::kMapping)
		return;
	for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
		const std::string &key = node.children[i].text;
		if (schema.contains("properties") && schema["properties"].contains(key)) {
			keys.insert(scope + "." + key);
			collect(node.children[i + 1], schema["properties"][key], whole, scope, keys);
		} else if (schema["additionalProperties"].is_object()) {
			collect(node.children[i + 1], schema["additionalProperties"], whole, scope, keys);
		}
	}
}

std::set<std::string> all_keys(const json &schema)
{
	std::set<std::string> keys;
	for (const auto &[key, value] : schema["properties"].items())
		keys.insert("document." + key);
	for (const auto &[name, definition] : schema["definitions"].items())
		for (const auto &[key, value] : definition["properties"].items())
			keys.insert(name + "." + key);
	return keys;
}

} // namespace

TEST_CASE("every policy and case table of the documentation says what it is said to", "[docs]")
{
	std::size_t blocks = 0;
	for (const Page &page : doc_pages()) {
		std::map<std::string, Policy> policies;
		std::set<std::string> included;
		for (const DocBlock &block : page)
			if (!block.is_table() && !block.file().contains('/'))
				if (auto policy = check_policy(block, page, included))
					policies.emplace(block.file(), std::move(*policy));
		for (const DocBlock &block : page) {
			blocks++;
			if (block.is_table())
				check_table(block, policies);
			INFO(block.place() << " is included by no block of its page");
			CHECK((!block.file().contains('/') || included.contains(block.file())));
		}
	}
	CHECK(blocks > 20);
}

TEST_CASE("the documentation has an example of every key", "[docs]")
{
	const json schemas[] = {json::parse(watchbpf::daemon::policy_schema()),
				json::parse(watchbpf::daemon::cases_schema())};
	for (const bool tables : {false, true}) {
		std::set<std::string> shown;
		for (const Page &page : doc_pages())
			for (const DocBlock &block : page)
				if (block.is_table() == tables && !block.said.contains("error"))
					if (const auto tree = parse_yaml(block.text, block.file()))
						collect(*tree, schemas[tables], schemas[tables], "document",
							shown);
		CHECK(shown == all_keys(schemas[tables]));
	}
}
