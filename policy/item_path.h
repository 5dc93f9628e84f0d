// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace watchbpf::policy {

struct Signer;
struct Tool;

// The way to a node: lives on the stack of whoever walks there, and becomes
// text only when there is something to say.
struct ItemPath {
	const ItemPath *parent = nullptr; // nullptr: the document
	std::string_view key;
	std::size_t index = 0;
	bool in_list = false;

	// "tools.alice.identities[0]"; empty for the document.
	std::string text() const;
};

// The same once a policy is read: "tools.NAME", "tools.NAME.identities[0]", "signers.NAME"
std::string item_of(const Tool &tool);
std::string item_of(const Tool &tool, std::size_t identity);
std::string item_of(const Signer &signer);

} // namespace watchbpf::policy
