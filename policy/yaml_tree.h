// SPDX-License-Identifier: Apache-2.0
// The small part of YAML that policies use, as a tree with places. yaml-cpp's
// own Node is not used: it keeps the last of two equal keys without a word,
// expands aliases, and needs ten times the memory.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "policy/diagnostic.h"

namespace watchbpf::policy {

enum class YamlKind : std::uint8_t { kNull, kScalar, kSequence, kMapping };

// What is wrong with a node whatever it means; reported once, by yaml_check.h
// or variables.h.
enum class YamlFlaw : std::uint8_t { kNone, kAlias, kAnchor, kTag, kRepeated, kBadKey, kVariable };

struct YamlNode {
	YamlKind kind = YamlKind::kNull;
	YamlFlaw flaw = YamlFlaw::kNone;
	bool plain = false; // a scalar without quotes: only such a one is a number, true or false
	int line = 0;       // both from 1
	int column = 0;
	std::string text;               // a scalar's value, a bad tag
	std::vector<YamlNode> children; // a mapping's are key, value, key, value
};

// Policies need seven levels; recursion over the tree must end early.
inline constexpr std::size_t kDeepestYaml = 32;
// 100,000 digests are 400,000 nodes; a million take 100 MB.
inline constexpr std::size_t kMostYamlNodes = 1'000'000;

// Parses one document. `text` must have passed check_source_text().
std::expected<YamlNode, Diagnostic> parse_yaml(std::string_view text, const std::string &file);

} // namespace watchbpf::policy
