// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_links.h"

#include "policy/reader_value.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

constexpr const char *kHint = "write 'own', 'all', or a list of tools";

bool check_owner(const YamlItem &item, std::string_view word)
{
	if (word == kAnybody) {
		item.error("unknown-value", "'links' cannot be '*'", "write 'links: all'");
		return false;
	}
	return true;
}

bool is_flag(const YamlNode &node)
{
	return node.plain && (node.text == "true" || node.text == "false");
}

} // namespace

// In a list, `all` and `own` are tools of these names.
void read_links(const YamlItem &item, Links &links)
{
	links.place = item.key_place();
	if (!item.is(YamlKind::kScalar)) {
		links.owners = read_words(item, check_owner);
		return;
	}
	const std::string_view word = item.node().text;
	if (is_flag(item.node()))
		item.error("unknown-value", "'links' cannot be " + in_quotes(word), kHint);
	else if (word == kAllLinks)
		links.all = true;
	else if (word != kOwnLinks)
		links.owners = read_words(item, check_owner);
}

} // namespace watchbpf::policy
