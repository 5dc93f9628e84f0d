// SPDX-License-Identifier: Apache-2.0
// Hexadecimal digits, both ways.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace watchbpf::policy {

inline std::string to_hex(std::span<const std::uint8_t> bytes)
{
	static constexpr char kDigits[] = "0123456789abcdef";
	std::string text;

	text.reserve(2 * bytes.size());
	for (const std::uint8_t byte : bytes) {
		text += kDigits[byte >> 4];
		text += kDigits[byte & 15];
	}
	return text;
}

// -1: not a hexadecimal digit. No locale has a say in this.
constexpr int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

} // namespace watchbpf::policy
