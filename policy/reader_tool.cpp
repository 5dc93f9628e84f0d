// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_tool.h"

#include <algorithm>

#include "policy/reader_identity.h"
#include "policy/reader_links.h"
#include "policy/reader_maps.h"
#include "policy/reader_programs.h"
#include "policy/reader_value.h"
#include "policy/reader_where.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

constexpr std::string_view kGuardWords[] = {"programs", "nested"};

bool is_letter_or_digit(char letter)
{
	return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
	       (letter >= '0' && letter <= '9');
}

// Names stand in log lines and item chains unquoted.
std::string name_problem(std::string_view name)
{
	const auto fits = [](char letter) {
		return is_letter_or_digit(letter) || letter == '.' || letter == '_' || letter == '-';
	};
	if (name.empty())
		return "is empty";
	if (!std::ranges::all_of(name, fits))
		return "has a character that names cannot have";
	if (!is_letter_or_digit(name[0]))
		return "does not start with a letter or digit";
	if (name.size() >= WB_TOOL_NAME_BYTES)
		return "has " + std::to_string(name.size()) + " characters, " +
		       std::to_string(WB_TOOL_NAME_BYTES - 1) + " are possible";
	if (std::ranges::find(kReservedToolNames, name) != std::end(kReservedToolNames))
		return std::string("is watchbpf's word for ") + (name == kUnowned ? "objects" : "tasks") +
		       " of no tool";
	return {};
}

// `true` is the programs alone: that they call bpf() themselves must be said.
void read_guard_words(const YamlItem &item, Guard &guard)
{
	const auto check = [](const YamlItem &element, std::string_view word) {
		const bool known = std::ranges::find(kGuardWords, word) != std::end(kGuardWords);
		if (!known)
			element.error("unknown-value", "'guard' cannot be " + in_quotes(word),
				      "write 'true' without quotes, or a list of " + listed(kGuardWords));
		return known;
	};
	for (const Word &word : read_words(item, check))
		(word.text == kGuardWords[0] ? guard.programs : guard.nested) = true;
	if (guard.nested && !guard.programs)
		item.error("guard", "'nested' means nothing without 'programs'",
			   "write '[programs, nested]': only such programs can call bpf()");
}

Guard read_guard(const YamlItem &item)
{
	Guard guard;
	guard.place = item.key_place();
	const YamlNode &node = item.node();
	if (node.kind == YamlKind::kScalar && node.plain && (node.text == "true" || node.text == "false"))
		guard.programs = read_flag(item).value_or(false);
	else
		read_guard_words(item, guard);
	return guard;
}

// Before all else: what `programs` may list depends on it, wherever it stands.
Guard guard_of(const YamlItem &tool)
{
	Guard guard;
	if (tool.is(YamlKind::kMapping))
		tool.for_each([&](const YamlItem &value) {
			if (value.key() == "guard")
				guard = read_guard(value);
		});
	return guard;
}

Tool read_tool(const YamlItem &item)
{
	Tool tool;
	bool has_identities = false;
	const Key keys[] = {
	    {"identities",
	     [&](const YamlItem &value) {
		     has_identities = true;
		     tool.identities = read_identities(value);
	     }},
	    {"where", [&](const YamlItem &value) { tool.where = read_where(value); }},
	    {"mode", [&](const YamlItem &value) { tool.mode = read_mode(value); }},
	    {"programs", [&](const YamlItem &value) { read_programs(value, tool.guard, tool.programs); }},
	    {"maps", [&](const YamlItem &value) { read_maps(value, tool.maps); }},
	    {"links", [&](const YamlItem &value) { read_links(value, tool.links); }},
	    {"introspection",
	     [&](const YamlItem &value) {
		     tool.introspection_place = value.key_place();
		     tool.introspection = read_flag(value).value_or(false);
	     }},
	    {"guard", [](const YamlItem &) {}}, // read already
	    {"adopt", [&](const YamlItem &value) { tool.adopt = read_flag(value).value_or(false); }},
	};

	tool.name = item.key();
	tool.place = item.key_place();
	tool.guard = guard_of(item);
	tool.programs.place = tool.maps.place = tool.place;
	if (const std::string problem = name_problem(tool.name); !problem.empty())
		item.key_error("tool-name", "tool name " + in_quotes(tool.name) + " " + problem,
			       "use letters, digits, '.', '_' and '-'");
	if (read_mapping(item, keys, later_keys()) && !has_identities)
		item.key_error("missing-key", "tool " + in_quotes(tool.name) + " has no 'identities'",
			       "write 'identities:' and below it '- path: /usr/bin/NAME'");
	return tool;
}

} // namespace

std::span<const std::string_view> later_keys()
{
	static constexpr std::string_view kKeys[] = {"libraries", "collateral", "guard"};
	return kKeys;
}

std::vector<Tool> read_tools(const YamlItem &item)
{
	std::vector<Tool> tools;

	if (item.require(YamlKind::kMapping))
		item.for_each([&](const YamlItem &value) { tools.push_back(read_tool(value)); });
	return tools;
}

} // namespace watchbpf::policy
