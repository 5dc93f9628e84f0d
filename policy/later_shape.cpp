// SPDX-License-Identifier: Apache-2.0
#include "policy/later_shape.h"

#include <algorithm>

#include "policy/text.h"

namespace watchbpf::policy {

namespace {

enum Shape : unsigned {
	kNone = 0,
	kFlag = 1 << 0,    // true, false
	kWord = 1 << 1,    // text
	kWords = 1 << 2,   // a list of texts
	kMapping = 1 << 3, // whatever is in it
};

struct LaterKey {
	std::string_view name;
	unsigned shapes;
	std::string_view words; // the same for people
};

constexpr LaterKey kKeys[] = {
    {"pod", kWord | kWords, "a word or a list of words"},
    {"namespace", kWord | kWords, "a word or a list of words"},
    {"label", kWord | kWords | kMapping, "words or a mapping"},
    {"content", kWord, "a word"},
    {"libraries", kFlag | kWord | kWords, "true, false or words"},
    {"collateral", kWord | kWords | kMapping, "words or a mapping"},
    {"guard", kFlag | kWord | kWords, "true, false or words"},
};

unsigned shapes_of(const YamlNode &node)
{
	const auto is_word = [](const YamlNode &child) { return child.kind == YamlKind::kScalar; };
	if (node.kind == YamlKind::kMapping)
		return kMapping;
	if (node.kind == YamlKind::kSequence)
		return std::ranges::all_of(node.children, is_word) ? kWords : kNone;
	if (node.kind == YamlKind::kNull)
		return kNone;
	unsigned shapes = kWord;
	if (node.plain && (node.text == "true" || node.text == "false"))
		shapes |= kFlag;
	return shapes;
}

} // namespace

void check_later_shape(const YamlItem &item)
{
	const auto key = std::ranges::find(kKeys, item.key(), &LaterKey::name);
	if (key == std::end(kKeys) || item.flawed() || (shapes_of(item.node()) & key->shapes))
		return;
	item.error("wrong-type", in_quotes(item.key()) + " must be " + std::string(key->words),
		   "a later version will refuse it too");
}

} // namespace watchbpf::policy
