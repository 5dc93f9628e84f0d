// SPDX-License-Identifier: Apache-2.0
#include <linux/bpf.h>

#include "daemon/schema.h"
#include "daemon/schema_values.h"
#include "policy/question_words.h"
#include "policy/reader_limits.h"
#include "policy/reader_maps.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

namespace {

using Names = std::vector<std::string_view>;

std::string upper_case(std::string_view text)
{
	std::string out(text);
	for (char &letter : out)
		if (letter >= 'a' && letter <= 'z')
			letter = static_cast<char>(letter - 'a' + 'A');
	return out;
}

// A name of ours, which editors offer, the kernel's in small or capital letters,
// or a number.
Json name_or_number(const Names &names, const std::vector<std::string> &kernel_names,
		    const std::string &prefix)
{
	std::string pattern = "^(?:[0-9]+";
	for (const std::string &name : kernel_names)
		pattern +=
		    "|(?:" + prefix + ")?" + name + "|(?:" + upper_case(prefix) + ")?" + upper_case(name);
	return {{"anyOf", Json::array({{{"enum", names}},
				       {{"type", "integer"}, {"minimum", 0}},
				       {{"type", "string"}, {"pattern", pattern + ")$"}}})}};
}

std::vector<std::string> kernel_commands()
{
	std::vector<std::string> names;
	for (const std::string_view word : policy::command_words())
		names.emplace_back(policy::command_kernel_name(*policy::command_number(word)));
	return names;
}

std::vector<std::string> strings(const Names &names)
{
	return {names.begin(), names.end()};
}

Names attach_types()
{
	Names names = policy::attach_type_names();
	names.push_back(policy::kNoAttachType);
	return names;
}

Json name_pattern(const std::string &pattern)
{
	return {{"type", "string"}, {"pattern", "^(?:" + pattern + ")$"}};
}

Json some_text()
{
	return {{"type", {"string", "integer"}}, {"minLength", 1}};
}

Json some_texts()
{
	Json form = some_text();
	form["type"].push_back("array");
	form["items"] = some_text();
	return form;
}

// One, or a list.
Json some_of(const Json &element)
{
	return {{"anyOf", Json::array({element, {{"type", "array"}, {"items", element}}})}};
}

// A number, in quotes or not.
Json number_from(std::uint32_t least, std::uint32_t most)
{
	return {{"type", {"integer", "string"}},
		{"minimum", least},
		{"maximum", most},
		{"pattern", "^[1-9][0-9]{0,9}$"}};
}

Json signature()
{
	return {{"anyOf", Json::array({{{"const", policy::kSystemKeyring}},
				       number_from(policy::kFirstSerial, policy::kLastSerial)})}};
}

Json form_of(const policy::QuestionKey &key)
{
	if (key.kind == policy::KeyKind::kFlag)
		return {{"type", "boolean"}};
	if (key.name == "effects")
		return some_of({{"enum", policy::effect_words()}});
	if (key.name == "helpers")
		return some_of(name_pattern("(?:bpf_)?" + one_of(policy::helper_names())));
	if (key.kind == policy::KeyKind::kList)
		return some_texts();
	if (key.name == "command")
		return name_or_number(policy::command_words(), kernel_commands(), "bpf_");
	if (key.name == "type")
		return name_or_number(policy::program_type_names(), strings(policy::program_type_names()),
				      "bpf_prog_type_");
	if (key.name == "attach")
		return name_or_number(attach_types(), strings(attach_types()), "bpf_");
	if (key.name == "object")
		return {{"enum", policy::kQuestionObjects}};
	if (key.name == "access")
		return {{"enum", policy::kQuestionAccesses}};
	if (key.name == "map")
		return name_pattern("[A-Za-z0-9_.]{1," + std::to_string(policy::kLongestMapName) + "}");
	if (key.name == "map_type")
		return name_or_number(policy::map_type_names(), strings(policy::map_type_names()),
				      "bpf_map_type_");
	if (key.name == "cgroup")
		return name_pattern("/|(?:/[^/]+)+");
	if (key.name == "instructions")
		return number_from(1, WB_NOT_KNOWN - 1);
	if (key.name == "signed")
		return signature();
	if (key.name == "user" || key.name == "target")
		return some_text();
	return name_pattern(tool_name_pattern()); // tool, owner, exec, trace
}

std::string sentence(std::string_view about)
{
	return std::string(about) + (about.ends_with('.') ? "" : ".");
}

// Only a load has a program type.
Json spellings_of_load()
{
	const std::string word = policy::command_word(BPF_PROG_LOAD);
	const std::string kernel(policy::command_kernel_name(BPF_PROG_LOAD));
	return {word,
		kernel,
		upper_case(kernel),
		"bpf_" + kernel,
		"BPF_" + upper_case(kernel),
		static_cast<int>(BPF_PROG_LOAD),
		std::to_string(static_cast<int>(BPF_PROG_LOAD))};
}

Json rule()
{
	std::string pattern = "none|built-in|default|identities";
	for (const std::uint8_t rule : {WB_RULE_IDENTITY, WB_RULE_PROGRAMS, WB_RULE_LIMITS, WB_RULE_MAPS,
					WB_RULE_WHERE, WB_RULE_LINKS, WB_RULE_INTROSPECTION}) {
		const std::string name = policy::rule_text(rule, "NAME");
		const std::string before = "tools.NAME.";
		const std::string rest = name.substr(before.size());
		pattern += "|tools\\." + tool_name_pattern() + "\\." + one_of({rest});
	}
	return name_pattern(pattern);
}

// What can stand beside the key that asks.
Json kinds()
{
	Json kinds = Json::array();
	for (const policy::QuestionKind &kind : policy::question_kinds()) {
		Json names = {"name", "expect", "reason", "rule"};
		for (const std::string_view key : kind.keys)
			names.push_back(key);
		Json one = {{"propertyNames", {{"enum", std::move(names)}}},
			    {"required", Json::array({kind.keys[0]})}};
		if (kind.act == policy::Act::kCommand || kind.act == policy::Act::kTrace)
			one["required"].push_back("tool");
		if (kind.act == policy::Act::kSysctl)
			one["properties"] = {{"sysctl", {{"const", true}}}};
		kinds.push_back(std::move(one));
	}
	return kinds;
}

Json one_case()
{
	std::vector<SchemaKey> keys = {
	    {"name",
	     "What the case shows, in a few words.",
	     {{"type", {"string", "number", "boolean"}}, {"minLength", 1}}},
	    {"expect",
	     "The answer that the policy is meant to give.",
	     {{"enum", {"allowed", "denied", "would-deny"}}}},
	    {"reason", "The reason that is meant, as a word of events.", {{"enum", policy::reason_codes()}}},
	    {"rule", "The rule that is meant: default, built-in, tools.NAME.maps ...", rule()},
	};
	for (const policy::QuestionKey &key : policy::question_keys())
		keys.push_back({std::string(key.name), sentence(key.about), form_of(key)});
	Json one = mapping_of(keys);
	const Json load = {{"required", Json::array({"command"})},
			   {"properties", {{"command", {{"enum", spellings_of_load()}}}}}};
	one["required"] = {"name", "expect"};
	one["oneOf"] = kinds();
	one["if"] = load;
	one["then"] = {{"required", Json::array({"type"})}};
	Json none = Json::object();
	for (const std::string_view key : policy::keys_of_loads())
		none[std::string(key)] = false;
	one["else"] = {{"properties", std::move(none)}};
	return one;
}

} // namespace

std::string cases_schema()
{
	Json document = mapping_of({
	    {"version", "The version of the language.", {{"const", 1}}},
	    {"policy",
	     "The policy that is asked, relative to this file. Default: this file's name without .cases.",
	     {{"type", "string"}, {"minLength", 1}}},
	    {"cases",
	     "Questions, each with the answer that is expected.",
	     {{"type", "array"}, {"minItems", 1}, {"items", reference("case")}}},
	});
	document["required"] = {"version", "cases"};
	return schema_text("Cases of a watchbpf policy, version 1", "watchbpf schema cases",
			   std::move(document), {{"case", one_case()}});
}

} // namespace watchbpf::daemon
