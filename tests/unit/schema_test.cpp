// SPDX-License-Identifier: Apache-2.0
// The schemas know the keys that the readers take, no more and no fewer.
#include "daemon/schema.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "diagnostics_of.h"
#include "policy/reader_cases.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using nlohmann::json;

namespace {

using Names = std::set<std::string>;

// What the hint of an unknown key lists: "known here: 'a', 'b' and 'c'".
Names known_in(const Diagnostics &diagnostics)
{
	Names names;
	for (const Diagnostic &diagnostic : diagnostics) {
		const std::string &hint = diagnostic.hint;
		if (diagnostic.code != "unknown-key" || !hint.starts_with("known here:"))
			continue;
		for (std::size_t at = hint.find('\''); at != std::string::npos;) {
			const std::size_t end = hint.find('\'', at + 1);
			names.insert(hint.substr(at + 1, end - at - 1));
			at = hint.find('\'', end + 1);
		}
	}
	return names;
}

Names keys_of(const json &mapping)
{
	Names names;
	for (const auto &[key, value] : mapping["properties"].items())
		names.insert(key);
	return names;
}

const std::string kTool = "version: 1\ntools:\n  alice:\n";
const std::string kProved = kTool + "    identities: [{path: /a}]\n";

// A key that no table has, in each mapping of the language.
const struct {
	const char *definition; // empty: the document
	std::string text;
} kMappings[] = {
    {"", "version: 1\nqqqqqq: 1\n"},
    {"tool", kProved + "    qqqqqq: 1\n"},
    {"identity", kTool + "    identities: [{path: /a, qqqqqq: 1}]\n"},
    {"where", kProved + "    where: {qqqqqq: 1}\n"},
    {"programs", kProved + "    programs: {qqqqqq: 1}\n"},
    {"maps", kProved + "    maps: {qqqqqq: 1}\n"},
    {"signer", "version: 1\nsigners: {ours: {certificate: /a, qqqqqq: 1}}\n"},
};

} // namespace

TEST_CASE("the schema of policies has the reader's keys", "[schema]")
{
	const json schema = json::parse(watchbpf::daemon::policy_schema());
	CHECK(schema["definitions"].size() + 1 == std::size(kMappings));
	for (const auto &[definition, text] : kMappings) {
		const json &mapping = *definition ? schema["definitions"][definition] : schema;
		INFO(text);
		CHECK_FALSE(keys_of(mapping).empty());
		CHECK(keys_of(mapping) == known_in(read(text).diagnostics));
	}
}

TEST_CASE("the schema of case tables has the reader's keys", "[schema]")
{
	const json schema = json::parse(watchbpf::daemon::cases_schema());
	const auto known = [](const char *text) {
		return known_in(read_cases_text(text, "p.cases.yaml").diagnostics);
	};
	CHECK(keys_of(schema) == known("version: 1\nqqqqqq: 1\n"));
	CHECK(keys_of(schema["definitions"]["case"]) == known("version: 1\ncases: [{qqqqqq: 1}]\n"));
}

TEST_CASE("every key of a schema is described", "[schema]")
{
	for (const std::string &text :
	     {watchbpf::daemon::policy_schema(), watchbpf::daemon::cases_schema()}) {
		const json schema = json::parse(text);
		std::vector<json> mappings = {schema};
		for (const auto &[name, definition] : schema["definitions"].items())
			mappings.push_back(definition);
		for (const json &mapping : mappings)
			for (const auto &[key, form] : mapping["properties"].items()) {
				INFO(key);
				const std::string about = form.value("description", "");
				CHECK(about.ends_with('.'));
				CHECK(about.size() > 20);
			}
	}
}
