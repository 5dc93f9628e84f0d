// SPDX-License-Identifier: Apache-2.0
// A name that no map can have would grant nothing, or keep nothing back, without a word:
// each is held against the form that the kernel gives it.
#include "policy/reader_maps.h"

#include <algorithm>

#include "bpf/vocabulary.h"
#include "policy/reader_value.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

constexpr std::string_view kKernelPrefix = "BPF_MAP_TYPE_";

bool is_name_letter(char letter)
{
	return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
	       (letter >= '0' && letter <= '9') || letter == '_' || letter == '.';
}

bool is_flag(const YamlNode &node)
{
	return node.kind == YamlKind::kScalar && node.plain && (node.text == "true" || node.text == "false");
}

void read_type(const YamlItem &item, std::string_view name, MapTypes &types)
{
	const auto number = map_type_number(name);
	if (number && types.test(*number))
		item.warning("duplicate-type", "map type " + in_quotes(name) + " is listed twice",
			     "remove one of the two");
	if (number) {
		types.set(*number);
		return;
	}
	const std::string_view bare =
	    name.starts_with(kKernelPrefix) ? name.substr(kKernelPrefix.size()) : name;
	const auto meant = closest(bare, map_type_names());
	item.error("unknown-map-type", "unknown map type " + in_quotes(name),
		   meant ? "did you mean '" + *meant + "'?" : "known: " + listed(map_type_names()));
}

MapTypes read_create(const YamlItem &item)
{
	MapTypes types;
	if (is_flag(item.node()))
		return item.node().text == "true" ? MapTypes(WB_ALL_MAP_TYPES) : types;
	const auto read = [&types](const YamlItem &element, std::string_view name) {
		read_type(element, name, types);
		return false; // it is kept already
	};
	read_words(item, read, EmptyList::kNone);
	return types;
}

std::uint32_t read_access(const YamlItem &item)
{
	const auto word = read_word(item, kAccessWords);
	return word ? kAccesses[*word] : 0;
}

void read_names(const YamlItem &item, const MapRule &of_owner, Maps &maps)
{
	if (item.node().children.empty())
		item.error("missing-key", "nothing is said of maps of " + in_quotes(item.key()),
			   "write 'ro', 'rw' or 'none', or names of maps below it");
	item.for_each([&](const YamlItem &value) {
		MapRule rule = of_owner;
		rule.name = value.key();
		rule.place = value.key_place();
		rule.access = read_access(value);
		if (const std::string problem = map_name_problem(rule.name); !problem.empty())
			value.key_error("map-name", "map name " + in_quotes(rule.name) + " " + problem,
					"write it as `bpftool map` shows it, such as 'ct_map_tcp4', or its "
					"beginning: 'ct_*'");
		maps.others.push_back(std::move(rule));
	});
}

void read_owner(const YamlItem &item, Maps &maps)
{
	MapRule rule;
	rule.owner = item.key();
	rule.owner_place = rule.place = item.key_place();
	if (item.is(YamlKind::kMapping)) {
		read_names(item, rule, maps);
		return;
	}
	rule.name = kAnybody;
	rule.access = read_access(item);
	maps.others.push_back(std::move(rule));
}

void read_others(const YamlItem &item, Maps &maps)
{
	if (!item.require(YamlKind::kMapping))
		return;
	if (item.node().children.empty())
		item.error("missing-key", "'others' says nothing",
			   "write 'NAME: ro' below it, for the maps of the tool NAME");
	item.for_each([&](const YamlItem &value) { read_owner(value, maps); });
}

void read_keys(const YamlItem &item, Maps &maps)
{
	std::optional<bool> use;
	bool others = false;
	const Key keys[] = {
	    {"use", [&](const YamlItem &value) { use = read_flag(value).value_or(false); }},
	    {"create",
	     [&](const YamlItem &value) {
		     maps.create_place = value.key_place();
		     maps.creates = read_create(value);
	     }},
	    {"others",
	     [&](const YamlItem &value) {
		     others = true;
		     read_others(value, maps);
	     }},
	    {"mode", [&](const YamlItem &value) { maps.mode = read_mode(value); }},
	};

	if (!read_mapping(item, keys, {}))
		return;
	const bool create = maps.create_place.line != 0;
	if (item.node().children.empty())
		item.error("missing-key", "'maps' is empty", "write 'maps: true', or 'use: true' below it");
	if (use == false && (create || others))
		item.error("maps",
			   std::string("'use: false' stands beside ") + (create ? "'create'" : "'others'"),
			   "remove 'use'; to allow no maps, remove the others");
	maps.use = use.value_or(create || others);
	if (use == true && !create)
		maps.creates = MapTypes(WB_ALL_MAP_TYPES);
}

} // namespace

std::string map_name_problem(std::string_view name)
{
	const std::string_view start = name.ends_with('*') ? name.substr(0, name.size() - 1) : name;
	if (name.empty())
		return "is empty";
	if (!std::ranges::all_of(start, is_name_letter))
		return "has a character that names of maps cannot have";
	if (start.size() > kLongestMapName)
		return "has " + std::to_string(start.size()) + " characters, of which the kernel keeps " +
		       std::to_string(kLongestMapName) + ": '" +
		       std::string(start.substr(0, kLongestMapName)) + "'";
	return {};
}

void read_maps(const YamlItem &item, Maps &maps)
{
	maps.place = item.key_place();
	if (item.is(YamlKind::kMapping)) {
		read_keys(item, maps);
		return;
	}
	maps.use = read_flag(item).value_or(false);
	if (maps.use)
		maps.creates = MapTypes(WB_ALL_MAP_TYPES);
}

} // namespace watchbpf::policy
