// SPDX-License-Identifier: Apache-2.0
#include "policy/text.h"

#include <charconv>
#include <cstdio>

namespace watchbpf::policy {

namespace {

// Longer names in a message hide the message.
constexpr std::size_t kLongestQuote = 80;

std::string escape(const char *format, unsigned value)
{
	char text[16];
	const int length = std::snprintf(text, sizeof(text), format, value);
	return {text, static_cast<std::size_t>(length)};
}

// How many bytes follow a first byte; -1: it cannot be one.
int bytes_after(unsigned char first)
{
	if (first < 0x80)
		return 0;
	if (first >= 0xc2 && first <= 0xdf)
		return 1;
	if (first >= 0xe0 && first <= 0xef)
		return 2;
	if (first >= 0xf0 && first <= 0xf4)
		return 3;
	return -1;
}

} // namespace

Character first_character(std::string_view text)
{
	static constexpr char32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};

	if (text.empty())
		return {};
	const auto first = static_cast<unsigned char>(text[0]);
	const int more = bytes_after(first);
	if (more < 0 || text.size() <= static_cast<std::size_t>(more))
		return {};
	if (more == 0)
		return {first, 1};

	char32_t value = first & (0x3fu >> more);
	for (std::size_t i = 1; i <= static_cast<std::size_t>(more); i++) {
		const auto byte = static_cast<unsigned char>(text[i]);
		if ((byte & 0xc0) != 0x80)
			return {};
		value = value << 6 | (byte & 0x3fu);
	}
	if (value < kSmallest[more] || (value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
		return {};
	return {value, static_cast<std::size_t>(more) + 1};
}

bool is_unprintable(char32_t value)
{
	return value < 0x20 || (value >= 0x7f && value <= 0x9f) ||
	       (value >= 0x200b && value <= 0x200f) || // zero width, left-to-right and right-to-left marks
	       (value >= 0x2028 && value <= 0x202e) || // line and paragraph ends, overrides
	       (value >= 0x2060 && value <= 0x206f) || // isolates and other invisible operators
	       value == 0x061c || value == 0xfeff || (value >= 0xfff9 && value <= 0xfffb) ||
	       (value >= 0xe0000 && value <= 0xe007f);
}

std::string printable(std::string_view text)
{
	std::string out;
	while (!text.empty()) {
		const Character character = first_character(text);
		const std::size_t bytes = character.bytes ? character.bytes : 1;
		if (!character.bytes || (character.value < 0x80 && is_unprintable(character.value)))
			out += escape("\\x%02x", static_cast<unsigned char>(text[0]));
		else if (is_unprintable(character.value))
			out += escape("\\u{%x}", static_cast<unsigned>(character.value));
		else
			out += text.substr(0, bytes);
		text.remove_prefix(bytes);
	}
	return out;
}

std::string in_quotes(std::string_view text)
{
	if (text.size() <= kLongestQuote)
		return "'" + printable(text) + "'";
	std::size_t end = kLongestQuote;
	while (end > kLongestQuote - 4 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
		end--;
	return "'" + printable(text.substr(0, end)) + "...'";
}

Result<std::uint32_t> number_of(const std::string &text)
{
	std::uint32_t number = 0;
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
	if (error != std::errc{} || end != text.data() + text.size())
		return failure("'" + text + "' is no number");
	return number;
}

} // namespace watchbpf::policy
