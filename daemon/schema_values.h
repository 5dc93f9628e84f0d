// SPDX-License-Identifier: Apache-2.0
// The forms that values of the language have, as JSON Schema.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace watchbpf::daemon {

using Json = nlohmann::ordered_json;

// One key: its schema, and what an editor shows over it.
struct SchemaKey {
	std::string name;
	std::string about;
	Json form;
};

// A mapping of these keys and no others.
Json mapping_of(const std::vector<SchemaKey> &keys);
// A mapping of names that match `names` to what `value` says.
Json mapping_of_names(const std::string &names, Json value);
Json reference(const std::string &definition);
// The whole file; adds `definitions`.
std::string schema_text(const std::string &title, const std::string &command, Json document,
			Json definitions);

// A regular expression that matches one of `words`, or nothing else.
std::string one_of(const std::vector<std::string_view> &words);
std::string tool_name_pattern();

// What policies take in the place of any value: "${NAME}", or text around it.
// Case tables have no variables.
Json text(const std::string &pattern, std::size_t longest);
Json flag(bool otherwise);
Json word(const std::vector<std::string_view> &words);
// A word or a list of at least one.
Json words(Json element, std::size_t most);

} // namespace watchbpf::daemon
