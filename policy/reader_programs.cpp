// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_programs.h"

#include "policy/reader_limits.h"
#include "policy/reader_value.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

std::string hint_for_type(std::string_view name)
{
	const auto meant = program_type_meant(name);
	return meant ? "did you mean '" + *meant + "'?" : "known: " + listed(program_type_names());
}

void read_type(const YamlItem &item, const Guard &guard, ProgramTypes &types)
{
	const auto name = item.scalar();
	if (!name)
		return;
	const auto number = program_type_number(*name);
	if (!number)
		item.error("unknown-program-type", "unknown program type " + in_quotes(*name),
			   hint_for_type(*name));
	else if (program_type_is_guard(*number) && !guard.programs)
		item.error("guard-type", "program type " + in_quotes(*name) + " could switch watchbpf off",
			   kGuardHint);
	else if (types.test(*number))
		item.warning("duplicate-type", "program type " + in_quotes(*name) + " is listed twice",
			     "remove one of the two");
	else
		types.set(*number);
}

void read_types(const YamlItem &item, const Guard &guard, ProgramTypes &types)
{
	if (!item.require(YamlKind::kSequence))
		return;
	if (item.node().children.empty())
		item.warning("no-types", "list of program types is empty: the tool may load no program",
			     "list types, or remove 'programs'");
	item.for_each([&](const YamlItem &element) { read_type(element, guard, types); });
}

} // namespace

void read_programs(const YamlItem &item, const Guard &guard, Programs &programs)
{
	bool has_types = false;
	std::vector<Key> keys = {
	    {"types",
	     [&](const YamlItem &value) {
		     has_types = true;
		     programs.place = value.key_place();
		     read_types(value, guard, programs.types);
	     }},
	    {"mode", [&](const YamlItem &value) { programs.mode = read_mode(value); }},
	};
	for (Key &key : keys_of_limits(guard, programs.limits))
		keys.push_back(std::move(key));

	programs.place = item.key_place();
	if (!read_mapping(item, keys, {}) || has_types)
		return;
	if (item.node().children.empty())
		item.warning("no-types", "'programs' is empty: the tool may load no program",
			     "write 'types: [...]' below it, or remove it");
	else if (!programs.limits.places.empty())
		item.warning("no-types", "'programs' has no 'types': the tool may load no program",
			     "write 'types: [...]' below it; its other keys only take away");
}

} // namespace watchbpf::policy
