// SPDX-License-Identifier: Apache-2.0
// Values that stand at more than one place of the language.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// Each reports what is wrong and returns nothing (leaves it out).
std::optional<Mode> read_mode(const YamlItem &item);
// `true` or `false`, without quotes.
std::optional<bool> read_flag(const YamlItem &item);

// One word, or a list. `check` reports what is wrong with a word and says whether
// it is to be kept.
using CheckWord = std::function<bool(const YamlItem &item, std::string_view word)>;
// A list without words: a mistake, or it means none of them.
enum class EmptyList { kError, kNone };
std::vector<Word> read_words(const YamlItem &item, const CheckWord &check,
			     EmptyList empty = EmptyList::kError);

} // namespace watchbpf::policy
