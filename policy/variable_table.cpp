// SPDX-License-Identifier: Apache-2.0
#include "policy/variable_table.h"

#include <algorithm>

#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

constexpr std::string_view kOpen = "${";

bool is_variable_name(std::string_view name)
{
	return !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
	       std::ranges::all_of(name, [](char letter) {
		       return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
			      letter == '_';
	       });
}

// The value without its escapes; nothing, and a diagnostic, if it is none.
std::optional<YamlNode> read_value(const YamlItem &item)
{
	const auto text = item.scalar();
	if (!text)
		return std::nullopt;
	YamlNode value = item.node();
	value.text.clear();
	for (std::string_view rest = *text; !rest.empty();) {
		const TextPiece piece = take_piece(rest);
		if (piece.kind != TextPiece::Kind::kText) {
			item.error("variable", "a variable's value cannot contain '${'",
				   "write the value out; '$${' stands for the text '${'");
			return std::nullopt;
		}
		value.text += piece.text;
	}
	return value;
}

} // namespace

TextPiece take_piece(std::string_view &rest)
{
	const auto take = [&](std::size_t skip, std::size_t size, std::size_t end, TextPiece::Kind kind) {
		const std::string_view text = rest.substr(skip, size);
		rest.remove_prefix(end);
		return TextPiece{kind, text};
	};
	const std::size_t at = rest.find(kOpen);

	if (at == std::string_view::npos)
		return take(0, rest.size(), rest.size(), TextPiece::Kind::kText);
	if (at == 1 && rest[0] == '$')
		return take(1, kOpen.size(), 1 + kOpen.size(), TextPiece::Kind::kText);
	if (at > 0) {
		const std::size_t size = rest[at - 1] == '$' ? at - 1 : at;
		return take(0, size, size, TextPiece::Kind::kText);
	}
	const std::size_t end = rest.find('}');
	if (end == std::string_view::npos)
		return take(0, rest.size(), rest.size(), TextPiece::Kind::kUnterminated);
	return take(kOpen.size(), end - kOpen.size(), end + 1, TextPiece::Kind::kReference);
}

VariableTable::VariableTable(const YamlItem &document)
{
	if (!document.is(YamlKind::kMapping))
		return;
	document.for_each([&](const YamlItem &item) {
		if (item.key() == "variables" && item.require(YamlKind::kMapping))
			item.for_each([&](const YamlItem &definition) { define(definition); });
	});
}

void VariableTable::define(const YamlItem &item)
{
	Variable variable{.name = std::string(item.key()),
			  .values = {},
			  .list = item.is(YamlKind::kSequence),
			  .fit = true,
			  .place = item.key_place()};
	const auto add = [&](const YamlItem &element) {
		auto value = read_value(element);
		if (!value) {
			variable.fit = false;
			return;
		}
		variable.bytes += value->text.size();
		variable.values.push_back(std::move(*value));
	};

	if (!is_variable_name(item.key())) {
		item.key_error("variable", "variable cannot have the name " + in_quotes(item.key()),
			       "use lower-case letters, digits and '_', a letter first");
		variable.fit = false;
	}
	if (variable.list) {
		item.for_each(add);
	} else if (item.is(YamlKind::kMapping)) {
		item.error("wrong-type",
			   "variable " + in_quotes(item.key()) + " must be a word or a list of words",
			   "write 'NAME: value' or 'NAME: [a, b]'");
		variable.fit = false;
	} else {
		add(item);
	}
	index_.emplace(variable.name, variables_.size());
	variables_.push_back(std::move(variable));
}

Variable *VariableTable::find(std::string_view name)
{
	const auto found = index_.find(std::string(name));
	return found == index_.end() ? nullptr : &variables_[found->second];
}

std::optional<std::string> VariableTable::closest_to(std::string_view name) const
{
	std::vector<std::string_view> names;
	for (const Variable &variable : variables_)
		names.push_back(variable.name);
	return closest(name, names);
}

} // namespace watchbpf::policy
