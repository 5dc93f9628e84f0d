// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml_item.h"

#include <algorithm>
#include <vector>

#include "policy/later_shape.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

// Every word of the language in one list; a policy can have more tools than that.
constexpr std::size_t kMostListed = 100;

struct KindWords {
	std::string_view name;
	std::string_view hint;
};

const KindWords &words_of(YamlKind kind)
{
	static constexpr KindWords kWords[] = {
	    {"empty", ""},
	    {"a single value", "write one value here"},
	    {"a list", "write '[a, b]', or one line '- a' for each"},
	    {"a mapping", "write lines 'key: value', indented, below it"},
	};
	return kWords[static_cast<std::size_t>(kind)];
}

std::vector<std::string_view> names_of(std::span<const Key> keys)
{
	std::vector<std::string_view> names;
	for (const Key &key : keys)
		names.push_back(key.name);
	return names;
}

void report_unknown(const YamlItem &item, std::span<const Key> keys, std::span<const std::string_view> later)
{
	if (std::ranges::find(later, item.key()) != later.end()) {
		item.key_error("not-enforced",
			       "key " + in_quotes(item.key()) + " is not enforced by this version",
			       "remove it, or wait for the version that enforces it");
		check_later_shape(item);
		return;
	}
	const auto names = names_of(keys);
	const auto meant = closest(item.key(), names);
	item.key_error("unknown-key", "unknown key " + in_quotes(item.key()),
		       meant ? "did you mean '" + *meant + "'?" : "known here: " + listed(names));
}

} // namespace

YamlItem::YamlItem(const YamlNode &root, const std::string &file, Report &report)
    : node_(root), file_(file), report_(report)
{
}

YamlItem::YamlItem(const YamlNode *key, const YamlNode &value, const YamlItem &parent, std::size_t index)
    : node_(value), key_(key), path_{.parent = &parent.path_,
				     .key = key ? std::string_view(key->text) : std::string_view(),
				     .index = index,
				     .in_list = !key},
      file_(parent.file_), report_(parent.report_)
{
}

bool YamlItem::flawed() const
{
	// An anchor is wrong, but its value can be read and have errors of its own.
	return node_.flaw == YamlFlaw::kAlias || node_.flaw == YamlFlaw::kTag ||
	       node_.flaw == YamlFlaw::kVariable;
}

Place YamlItem::key_place() const
{
	return key_ ? Place{file_, key_->line, key_->column} : place();
}

Place YamlItem::place() const
{
	// yaml-cpp puts an empty value where the next token is, lines below.
	if (node_.kind == YamlKind::kNull && key_)
		return key_place();
	return {file_, node_.line, node_.column};
}

std::optional<std::string_view> YamlItem::scalar() const
{
	if (!require(YamlKind::kScalar))
		return std::nullopt;
	return node_.text;
}

bool YamlItem::require(YamlKind kind) const
{
	if (flawed())
		return false;
	if (node_.kind == kind)
		return true;
	const std::string name = path_.in_list ? in_quotes(path_.text())
				 : key_        ? in_quotes(key())
					       : "a policy";
	const bool empty = node_.kind == YamlKind::kNull;
	error("wrong-type",
	      name + " must be " + std::string(words_of(kind).name) + (empty ? ", but is " : ", not ") +
		  std::string(words_of(node_.kind).name),
	      std::string(words_of(kind).hint));
	return false;
}

void YamlItem::for_each(const Visit &visit) const
{
	const auto &children = node_.children;
	if (node_.kind == YamlKind::kSequence)
		for (std::size_t i = 0; i < children.size() && !report_.full(); i++)
			visit(YamlItem(nullptr, children[i], *this, i));
	if (node_.kind == YamlKind::kMapping)
		for (std::size_t i = 0; i + 1 < children.size() && !report_.full(); i += 2)
			if (children[i].flaw == YamlFlaw::kNone || children[i].flaw == YamlFlaw::kAnchor)
				visit(YamlItem(&children[i], children[i + 1], *this, 0));
}

void YamlItem::error(std::string code, std::string message, std::string hint) const
{
	report_.error(place(), path_.text(), std::move(code), std::move(message), std::move(hint));
}

void YamlItem::warning(std::string code, std::string message, std::string hint) const
{
	report_.warning(place(), path_.text(), std::move(code), std::move(message), std::move(hint));
}

void YamlItem::key_error(std::string code, std::string message, std::string hint) const
{
	report_.error(key_place(), path_.parent ? path_.parent->text() : "", std::move(code),
		      std::move(message), std::move(hint));
}

bool read_mapping(const YamlItem &item, std::span<const Key> keys, std::span<const std::string_view> later)
{
	if (!item.require(YamlKind::kMapping))
		return false;
	item.for_each([&](const YamlItem &value) {
		const auto known = std::ranges::find(keys, value.key(), &Key::name);
		if (known == keys.end())
			report_unknown(value, keys, later);
		else
			known->read(value);
	});
	return true;
}

std::optional<std::size_t> read_word(const YamlItem &item, std::span<const std::string_view> words)
{
	const auto text = item.scalar();
	if (!text)
		return std::nullopt;
	const auto word = std::ranges::find(words, *text);
	if (word != words.end())
		return static_cast<std::size_t>(word - words.begin());
	const auto meant = closest(*text, {words.begin(), words.end()});
	item.error("unknown-value", in_quotes(item.key()) + " cannot be " + in_quotes(*text),
		   meant ? "did you mean '" + *meant + "'?" : "possible: " + listed(words));
	return std::nullopt;
}

std::string listed(std::span<const std::string_view> words)
{
	const bool all = words.size() <= kMostListed;
	const std::size_t count = all ? words.size() : kMostListed;
	std::string out;
	for (std::size_t i = 0; i < count; i++)
		out += (i == 0                  ? "'"
			: all && i + 1 == count ? " and '"
						: ", '") +
		       std::string(words[i]) + "'";
	return all ? out : out + " and " + std::to_string(words.size() - count) + " more";
}

} // namespace watchbpf::policy
