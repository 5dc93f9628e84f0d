// SPDX-License-Identifier: Apache-2.0
// UTF-8 one character at a time, text from outside made safe to print, and numbers in text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "policy/result.h"

namespace watchbpf::policy {

struct Character {
	char32_t value = 0;
	std::size_t bytes = 0; // 0: not UTF-8 (or the text's end)
};

// Decodes the character at the start of `text`; overlong forms, surrogates and
// numbers beyond U+10FFFF are not UTF-8.
Character first_character(std::string_view text);

// Whether a character could make a terminal or an editor show something other
// than what the machine reads: control characters (tab and line feed too) and
// the invisible marks that reorder text.
bool is_unprintable(char32_t value);

// `text` with everything unprintable as \xNN or \u{NNNN}.
std::string printable(std::string_view text);

// 'text' for a message: printable, and cut when it is long.
std::string in_quotes(std::string_view text);

// The number that `text` is, in decimal.
Result<std::uint32_t> number_of(const std::string &text);

} // namespace watchbpf::policy
