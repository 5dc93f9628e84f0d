// SPDX-License-Identifier: Apache-2.0
// `variables` of one file: their definitions, and the references to them in texts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/yaml_item.h"

namespace watchbpf::policy {

// A piece of a text: as it is, or the NAME of a `${NAME}`.
struct TextPiece {
	enum class Kind { kText, kReference, kUnterminated };
	Kind kind = Kind::kText;
	std::string_view text;
};

// Takes the next piece off the front of `rest`, which is not empty. `$${` is
// the text `${`.
TextPiece take_piece(std::string_view &rest);

struct Variable {
	std::string name;
	std::vector<YamlNode> values; // scalars
	std::size_t bytes = 0;        // of all values
	bool list = false;
	bool fit = false; // false: reported at its definition, so not again where it is used
	bool used = false;
	Place place;
};

class VariableTable {
public:
	// Reads `variables` of a document and reports what is wrong with it.
	explicit VariableTable(const YamlItem &document);

	Variable *find(std::string_view name);
	// In the file's order.
	const std::vector<Variable> &all() const { return variables_; }
	std::optional<std::string> closest_to(std::string_view name) const;

private:
	void define(const YamlItem &item);

	std::vector<Variable> variables_;
	std::unordered_map<std::string, std::size_t> index_;
};

} // namespace watchbpf::policy
