// SPDX-License-Identifier: Apache-2.0
#include "policy/item_path.h"

#include <algorithm>

#include "policy/model.h"
#include "policy/text.h"

namespace watchbpf::policy {

std::string ItemPath::text() const
{
	if (!parent)
		return {};
	const std::string before = parent->text();
	if (in_list)
		return before + "[" + std::to_string(index) + "]";
	// A name that could be mistaken for a path is shown in quotes.
	const bool simple = key.size() <= 64 && std::ranges::all_of(key, [](char letter) {
				    return (letter >= 'a' && letter <= 'z') ||
					   (letter >= 'A' && letter <= 'Z') ||
					   (letter >= '0' && letter <= '9') || letter == '.' ||
					   letter == '_' || letter == '-';
			    });
	return (before.empty() ? "" : before + ".") + (simple ? std::string(key) : in_quotes(key));
}

std::string item_of(const Tool &tool)
{
	return "tools." + tool.name;
}

std::string item_of(const Tool &tool, std::size_t identity)
{
	return item_of(tool) + ".identities[" + std::to_string(identity) + "]";
}

std::string item_of(const Signer &signer)
{
	return "signers." + signer.name;
}

} // namespace watchbpf::policy
