// SPDX-License-Identifier: Apache-2.0
// "Did you mean": how many slips of the hand lie between two words, or whether
// one is a part of the other.
#include <algorithm>
#include <array>
#include <cctype>
#include <ranges>

#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

// No name of ours is longer; a hostile word must not cost time.
constexpr std::size_t kLongestWord = 48;
// Nor must hostile lists: whoever made more names than this can look for his own.
constexpr std::size_t kMostNames = 500;

using Row = std::array<std::size_t, kLongestWord + 1>;

bool same(char a, char b)
{
	return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

// Letters to insert, drop, replace or swap with their neighbour; case is free.
std::size_t distance(std::string_view a, std::string_view b)
{
	std::array<Row, 3> rows{};
	for (std::size_t j = 0; j <= b.size(); j++)
		rows[0][j] = j;
	for (std::size_t i = 1; i <= a.size(); i++) {
		Row &row = rows[i % 3];
		const Row &above = rows[(i + 2) % 3];
		const Row &second = rows[(i + 1) % 3];
		row[0] = i;
		for (std::size_t j = 1; j <= b.size(); j++) {
			row[j] = std::min({above[j] + 1, row[j - 1] + 1,
					   above[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1)});
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				row[j] = std::min(row[j], second[j - 2] + 1);
		}
	}
	return rows[a.size() % 3][b.size()];
}

// "allow" of "allowed", "fentry" of "trace_fentry".
bool is_part(std::string_view word, std::string_view name)
{
	constexpr std::size_t kShortestStart = 4;
	if (word.size() >= name.size())
		return false;
	return (word.size() >= kShortestStart && name.starts_with(word)) ||
	       (name.ends_with(word) && name[name.size() - word.size() - 1] == '_');
}

std::optional<std::string> shortest_with(std::string_view word, const std::vector<std::string_view> &known)
{
	std::optional<std::string> best;
	for (const std::string_view name : known)
		if (is_part(word, name) && (!best || name.size() < best->size()))
			best = name;
	return best;
}

} // namespace

std::optional<std::string> closest(std::string_view word, const std::vector<std::string_view> &known)
{
	if (word.empty() || word.size() > kLongestWord)
		return std::nullopt;

	std::optional<std::string> best;
	// A third of the letters may be wrong: more, and any word is near any other.
	std::size_t least = std::max<std::size_t>(word.size() / 3, 1) + 1;
	for (const std::string_view name : known | std::views::take(kMostNames)) {
		if (name.size() > kLongestWord)
			continue;
		const std::size_t slips = distance(word, name);
		if (slips < least && slips < name.size()) {
			least = slips;
			best = name;
		}
	}
	return best ? best : shortest_with(word, known);
}

} // namespace watchbpf::policy
