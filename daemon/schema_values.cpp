// SPDX-License-Identifier: Apache-2.0
#include "daemon/schema_values.h"

#include "bpf/abi.h"
#include "policy/reader_tool.h"

namespace watchbpf::daemon {

// A value that is a variable and nothing else; a text that holds one somewhere.
static constexpr const char *kVariable = "^\\$\\{[a-z][a-z0-9_]*\\}$";
static constexpr const char *kHoldsVariable = "\\$\\{";

Json mapping_of(const std::vector<SchemaKey> &keys)
{
	Json properties = Json::object();
	for (const SchemaKey &key : keys) {
		Json property = {{"description", key.about}};
		property.update(key.form);
		properties[key.name] = std::move(property);
	}
	return {{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

Json mapping_of_names(const std::string &names, Json value)
{
	return {{"type", "object"},
		{"propertyNames", {{"pattern", "^" + names + "$"}}},
		{"additionalProperties", std::move(value)}};
}

// In a list of its own: draft-07 ignores what stands beside a "$ref".
Json reference(const std::string &definition)
{
	return {{"allOf", Json::array({{{"$ref", "#/definitions/" + definition}}})}};
}

std::string schema_text(const std::string &title, const std::string &command, Json document, Json definitions)
{
	Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
		       {"$comment", "SPDX-License-Identifier: Apache-2.0. Printed by `" + command + "`"},
		       {"title", title}};
	schema.update(document);
	schema["definitions"] = std::move(definitions);
	return schema.dump(2) + "\n";
}

std::string one_of(const std::vector<std::string_view> &words)
{
	std::string pattern;
	for (const std::string_view word : words)
		for (const char letter : std::string(pattern.empty() ? "(?:" : "|") + std::string(word))
			pattern += letter == '.' ? "\\." : std::string(1, letter);
	return pattern + ")";
}

std::string tool_name_pattern()
{
	return "[A-Za-z0-9][A-Za-z0-9._-]{0," + std::to_string(WB_TOOL_NAME_BYTES - 2) + "}";
}

Json text(const std::string &pattern, std::size_t longest)
{
	// Beside a variable the length is not known, so that the limit is part of the pattern.
	return {
	    {"type", "string"},
	    {"pattern", "^(?=.{1," + std::to_string(longest) + "}$)(?:" + pattern + ")$|" + kHoldsVariable}};
}

Json flag(bool otherwise)
{
	return {{"type", {"boolean", "string"}}, {"pattern", kVariable}, {"default", otherwise}};
}

Json word(const std::vector<std::string_view> &words)
{
	return {{"anyOf", Json::array({{{"enum", words}}, {{"type", "string"}, {"pattern", kVariable}}})}};
}

Json words(Json element, std::size_t most)
{
	Json form = element;
	if (form["type"].is_string())
		form["type"] = Json::array({form["type"]});
	form["type"].push_back("array");
	form["minItems"] = 1;
	form["maxItems"] = most;
	form["items"] = std::move(element);
	return form;
}

} // namespace watchbpf::daemon
