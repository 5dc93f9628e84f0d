// SPDX-License-Identifier: Apache-2.0
// Typed access to the YAML tree: every question that fails is a diagnostic
// with place, item and hint, and the reader goes on with the next one.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "policy/item_path.h"
#include "policy/report.h"
#include "policy/yaml_tree.h"

namespace watchbpf::policy {

// One value and the way to it. Valid while the tree and its parent item live.
class YamlItem {
public:
	YamlItem(const YamlNode &root, const std::string &file, Report &report);

	const YamlNode &node() const { return node_; }
	// A flaw was reported here already: whatever is asked fails in silence.
	bool flawed() const;
	bool is(YamlKind kind) const { return node_.kind == kind && !flawed(); }
	std::string_view key() const { return path_.key; }
	Place key_place() const;
	Place place() const;

	// Each reports wrong-type and returns nothing (false) on another kind.
	std::optional<std::string_view> scalar() const;
	bool require(YamlKind kind) const;

	// Calls `visit` for each value of a mapping or sequence that passed require().
	using Visit = std::function<void(const YamlItem &)>;
	void for_each(const Visit &visit) const;

	void error(std::string code, std::string message, std::string hint = {}) const;
	void warning(std::string code, std::string message, std::string hint = {}) const;
	// About the key itself, not about its value.
	void key_error(std::string code, std::string message, std::string hint = {}) const;

private:
	YamlItem(const YamlNode *key, const YamlNode &value, const YamlItem &parent, std::size_t index);

	const YamlNode &node_;
	const YamlNode *key_ = nullptr; // nullptr: the document, or in a sequence
	ItemPath path_;
	const std::string &file_;
	Report &report_;
};

// One key of a mapping and who reads its value.
struct Key {
	std::string_view name;
	YamlItem::Visit read;
};

// Reads a mapping whose keys are all in `keys`. A key in `later` belongs to the
// language but to a later version: accepting it would promise what is not kept.
// False: it is no mapping.
bool read_mapping(const YamlItem &item, std::span<const Key> keys, std::span<const std::string_view> later);

// One of `words`, as its index.
std::optional<std::size_t> read_word(const YamlItem &item, std::span<const std::string_view> words);

// "'a', 'b' and 'c'", for hints.
std::string listed(std::span<const std::string_view> words);

} // namespace watchbpf::policy
