// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_tool.h"

#include <algorithm>

#include "policy/reader_identity.h"
#include "policy/reader_value.h"
#include "policy/reader_where.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

constexpr std::string_view kLaterProgramKeys[] = {"attach", "effects",          "helpers",
						  "kfuncs", "max_instructions", "signed"};
constexpr std::string_view kLaterMapKeys[] = {"create", "own", "others"};

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
	if (name == kReservedToolName)
		return "is watchbpf's word for tasks of no tool";
	return {};
}

std::string hint_for_type(std::string_view name)
{
	const auto meant = program_type_meant(name);
	return meant ? "did you mean '" + *meant + "'?" : "known: " + listed(program_type_names());
}

void read_type(const YamlItem &item, ProgramTypes &types)
{
	const auto name = item.scalar();
	if (!name)
		return;
	const auto number = program_type_number(*name);
	if (!number)
		item.error("unknown-program-type", "unknown program type " + in_quotes(*name),
			   hint_for_type(*name));
	else if (program_type_is_guard(*number))
		item.error("guard-type",
			   "program type " + in_quotes(*name) +
			       " could switch watchbpf off and can't be granted in this version",
			   "remove it; no tool needs it to load other program types");
	else if (types.test(*number))
		item.warning("duplicate-type", "program type " + in_quotes(*name) + " is listed twice",
			     "remove one of the two");
	else
		types.set(*number);
}

void read_types(const YamlItem &item, ProgramTypes &types)
{
	if (!item.require(YamlKind::kSequence))
		return;
	if (item.node().children.empty())
		item.warning("no-types", "list of program types is empty: the tool may load no program",
			     "list types, or remove 'programs'");
	item.for_each([&](const YamlItem &element) { read_type(element, types); });
}

void read_programs(const YamlItem &item, Programs &programs)
{
	const Key keys[] = {
	    {"types",
	     [&](const YamlItem &value) {
		     programs.place = value.key_place();
		     read_types(value, programs.types);
	     }},
	    {"mode", [&](const YamlItem &value) { programs.mode = read_mode(value); }},
	};

	programs.place = item.key_place();
	if (read_mapping(item, keys, kLaterProgramKeys) && item.node().children.empty())
		item.warning("no-types", "'programs' is empty: the tool may load no program",
			     "write 'types: [...]' below it, or remove it");
}

void read_maps(const YamlItem &item, Maps &maps)
{
	const Key keys[] = {
	    {"use", [&](const YamlItem &value) { maps.use = read_flag(value).value_or(false); }},
	    {"mode", [&](const YamlItem &value) { maps.mode = read_mode(value); }},
	};

	maps.place = item.key_place();
	if (!item.is(YamlKind::kMapping))
		maps.use = read_flag(item).value_or(false);
	else if (read_mapping(item, keys, kLaterMapKeys) && item.node().children.empty())
		item.error("missing-key", "'maps' is empty", "write 'maps: true', or 'use: true' below it");
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
	    {"programs", [&](const YamlItem &value) { read_programs(value, tool.programs); }},
	    {"maps", [&](const YamlItem &value) { read_maps(value, tool.maps); }},
	    {"adopt", [&](const YamlItem &value) { tool.adopt = read_flag(value).value_or(false); }},
	};

	tool.name = item.key();
	tool.place = item.key_place();
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
	static constexpr std::string_view kKeys[] = {"libraries", "collateral", "links", "introspection",
						     "guard"};
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
