// SPDX-License-Identifier: Apache-2.0
// The keys of `programs` that say what programs must keep to.
#include "daemon/schema_limits.h"

#include "bpf/abi.h"
#include "policy/reader_limits.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

namespace {

using Names = std::vector<std::string_view>;

constexpr const char *kFunction = "[A-Za-z_.$][A-Za-z0-9_.$]*";

// One word or a list of them, which may be empty where that means "none".
Json words_of(Json element, std::size_t least)
{
	Json list = {{"type", "array"}, {"minItems", least}, {"items", element}};
	return {{"anyOf", Json::array({std::move(element), std::move(list)})}};
}

Json attach()
{
	Names names = policy::attach_type_names();
	names.insert(names.begin(), policy::kNoAttachType);
	return words_of(word(names), 1);
}

Json targets()
{
	// The '*' at the end is one more.
	const std::string start =
	    "[A-Za-z_.$][A-Za-z0-9_.$]{0," + std::to_string(policy::kLongestTarget - 1) + "}";
	Json form = words_of(text(start + "\\*?", policy::kLongestTarget + 1), 1);
	form["anyOf"][1]["maxItems"] = WB_TARGETS;
	return form;
}

Json effect()
{
	Names names;
	for (const std::string_view name : policy::effect_words())
		if (*policy::effect_bit(name) != WB_EFFECT_GUARD)
			names.push_back(name);
	return word(names);
}

Json effects()
{
	Json without =
	    mapping_of({{"without", "All but these; what this version does not know is left out too.",
			 words_of(effect(), 1)}});
	without["required"] = {"without"};
	Json form = words_of(effect(), 0);
	form["anyOf"].push_back(std::move(without));
	return form;
}

Json helpers()
{
	std::vector<std::string> with_prefix;
	for (const std::string_view name : policy::helper_names())
		with_prefix.push_back("bpf_" + std::string(name));
	Names names = policy::helper_names();
	names.insert(names.end(), with_prefix.begin(), with_prefix.end());
	return words_of(word(names), 0);
}

Json instructions()
{
	Json form = flag(false);
	form.erase("default");
	form["type"] = {"integer", "string"};
	form["minimum"] = 1;
	form["maximum"] = policy::kMostInstructions;
	return form;
}

Json signed_by()
{
	const Json serial = {
	    {"type", "integer"}, {"minimum", policy::kFirstSerial}, {"maximum", policy::kLastSerial}};
	Json form = word({policy::kSystemKeyring});
	form["anyOf"].push_back(serial);
	form["anyOf"].push_back({{"type", "string"}, {"pattern", "^[1-9][0-9]{0,9}$"}});
	return form;
}

Names guard_names(const Names &all, bool (*is_guard)(std::uint32_t),
		  std::optional<std::uint32_t> (*number)(std::string_view))
{
	Names names;
	for (const std::string_view name : all)
		if (is_guard(*number(name)))
			names.push_back(name);
	return names;
}

} // namespace

std::vector<SchemaKey> keys_of_limits()
{
	return {
	    {"attach",
	     "Expected attach types that its programs may say; none: 0, of programs that have none.",
	     attach()},
	    {"targets",
	     "Kernel functions that tracing programs may be for: names, or their beginning and a '*'.",
	     targets()},
	    {"effects",
	     "What its programs may do: a list of effects, or all but some. An empty list: nothing.",
	     effects()},
	    {"helpers", "Helpers that its programs may call. An empty list: none.", helpers()},
	    {"kfuncs", "Kernel functions that its programs may call. An empty list: none.",
	     words_of(text(kFunction, policy::kLongestKfunc), 0)},
	    {"max_instructions", "How many instructions a program may have, as it is loaded.",
	     instructions()},
	    {"signed", "Whose signature a program must have: the system's keyrings, or a keyring's serial.",
	     signed_by()},
	};
}

Json guard()
{
	Json form = words_of(word({"programs", "nested"}), 1);
	form["anyOf"].push_back({{"type", "boolean"}});
	form["default"] = false;
	// Alone it means nothing.
	form["not"] = {{"anyOf", Json::array({{{"const", "nested"}}, {{"const", Json::array({"nested"})}}})}};
	return form;
}

Json without_guard()
{
	const Json types = {{"enum", guard_names(policy::program_type_names(), policy::program_type_is_guard,
						 policy::program_type_number)}};
	const Json attach = {{"enum", guard_names(policy::attach_type_names(), policy::attach_type_is_guard,
						  policy::attach_type_number)}};
	const auto refused = [](const Json &names) {
		return Json{{"not", names}, {"items", {{"not", names}}}};
	};
	const Json programs = {{"properties", {{"types", refused(types)}, {"attach", refused(attach)}}}};
	return {{"properties", {{"programs", programs}}}};
}

} // namespace watchbpf::daemon
