// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_value.h"

#include "policy/text.h"

namespace watchbpf::policy {

static constexpr std::string_view kModes[] = {"enforce", "audit"};

std::optional<Mode> read_mode(const YamlItem &item)
{
	const auto word = read_word(item, kModes);
	return word ? std::optional(static_cast<Mode>(*word)) : std::nullopt;
}

std::optional<bool> read_flag(const YamlItem &item)
{
	const auto text = item.scalar();
	if (!text)
		return std::nullopt;
	if (item.node().plain && (*text == "true" || *text == "false"))
		return *text == "true";
	item.error("unknown-value", in_quotes(item.key()) + " cannot be " + in_quotes(*text),
		   "write 'true' or 'false', in lower case and without quotes");
	return std::nullopt;
}

std::vector<Word> read_words(const YamlItem &item, const CheckWord &check, EmptyList empty)
{
	std::vector<Word> words;
	const auto add = [&](const YamlItem &element) {
		const auto text = element.scalar();
		if (text && check(element, *text))
			words.push_back({std::string(*text), element.place()});
	};

	if (item.is(YamlKind::kScalar)) {
		add(item);
		return words;
	}
	if (!item.require(YamlKind::kSequence))
		return words;
	if (item.node().children.empty() && empty == EmptyList::kError)
		item.error("empty-list", "list of " + in_quotes(item.key()) + " is empty",
			   "name at least one, or remove " + in_quotes(item.key()));
	words.reserve(item.node().children.size());
	item.for_each(add);
	return words;
}

} // namespace watchbpf::policy
