// SPDX-License-Identifier: Apache-2.0
#include "policy/diagnostic.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "policy/text.h"

namespace watchbpf::policy {

namespace {

// What a snippet shows of a long line, in bytes before and after its column.
constexpr std::size_t kBefore = 60;
constexpr std::size_t kAfter = 80;
constexpr std::size_t kTabStop = 8;
// Longer messages (they quote what others wrote) would push the rest away.
constexpr std::size_t kLongestText = 2000;

// Line ends are counted by the block, of a size that compilers make vectors of: a
// file of empty lines has millions of them, and hundreds of problems behind them.
constexpr std::size_t kBlock = 4096;

unsigned line_ends(std::span<const char, kBlock> block)
{
	unsigned ends = 0;
	for (const char byte : block)
		ends += byte == '\n';
	return ends;
}

std::string_view line_of(std::string_view source, int line)
{
	auto before = static_cast<unsigned>(line) - 1;
	while (source.size() > kBlock) {
		const unsigned ends = line_ends(std::span(source).first<kBlock>());
		if (ends >= before)
			break;
		before -= ends;
		source.remove_prefix(kBlock);
	}
	for (; before > 0; before--) {
		const std::size_t end = source.find('\n');
		if (end == std::string_view::npos)
			return {};
		source.remove_prefix(end + 1);
	}
	source = source.substr(0, source.find('\n'));
	if (source.ends_with('\r'))
		source.remove_suffix(1);
	return source;
}

bool continues_character(char byte)
{
	return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

std::size_t count_characters(std::string_view text)
{
	return static_cast<std::size_t>(
	    std::ranges::count_if(text, [](char byte) { return !continues_character(byte); }));
}

// `text` as a terminal may show it; tabs become the spaces up to the next stop,
// counted from column `column` of the snippet.
std::string shown(std::string_view text, std::size_t column)
{
	std::string out;
	while (!text.empty()) {
		const std::size_t tab = std::min(text.find('\t'), text.size());
		out += printable(text.substr(0, tab));
		text.remove_prefix(tab);
		if (text.empty())
			break;
		const std::size_t at = column + count_characters(out);
		out.append(kTabStop - at % kTabStop, ' ');
		text.remove_prefix(1);
	}
	return out;
}

// The start of the character that byte `at` is part of.
std::size_t character_start(std::string_view line, std::size_t at)
{
	for (std::size_t back = 1; back <= 3 && back <= at; back++)
		if (first_character(line.substr(at - back)).bytes > back)
			return at - back;
	return at;
}

// The part of a line around a column, and the spaces that lead to its caret.
struct Window {
	std::string text;
	std::size_t caret = 0;
};

Window window_of(std::string_view line, int column)
{
	const std::size_t byte = static_cast<std::size_t>(std::max(column, 1)) - 1;
	const std::size_t at = character_start(line, std::min(line.size(), byte));
	std::size_t begin = at > kBefore ? at - kBefore : 0;
	std::size_t end = std::min(line.size(), at + kAfter);
	while (begin > 0 && begin < at && continues_character(line[begin]))
		begin++;
	while (end < line.size() && end > at + 1 && continues_character(line[end]))
		end--;

	Window window;
	window.text = begin > 0 ? "..." : "";
	window.text += shown(line.substr(begin, at - begin), window.text.size());
	window.caret = count_characters(window.text);
	window.text += shown(line.substr(at, end - at), window.caret);
	if (end < line.size())
		window.text += "...";
	return window;
}

std::string safe(std::string_view text)
{
	if (text.size() <= kLongestText)
		return printable(text);
	return printable(text.substr(0, kLongestText)) + "...";
}

} // namespace

std::string snippet(const Place &place, std::string_view source)
{
	if (place.line <= 0 || source.empty())
		return {};
	const Window window = window_of(line_of(source, place.line), place.column);
	const std::string number = std::to_string(place.line);
	std::string out = "    " + number + " | " + window.text + "\n";

	if (place.column > 0)
		out += std::string(4 + number.size(), ' ') + " | " + std::string(window.caret, ' ') + "^\n";
	return out;
}

std::string place_text(const Place &place)
{
	std::string out = safe(place.file);

	if (place.line > 0)
		out += ":" + std::to_string(place.line);
	if (place.line > 0 && place.column > 0)
		out += ":" + std::to_string(place.column);
	return out;
}

const Place &place_or(const Place &place, const Place &otherwise)
{
	return place.line > 0 ? place : otherwise;
}

Diagnostic about_file(const std::string &file, Severity severity, std::string code, std::string message,
		      std::string hint)
{
	return {
	    .severity = severity,
	    .code = std::move(code),
	    .place = {.file = file},
	    .item = {},
	    .message = std::move(message),
	    .hint = std::move(hint),
	};
}

bool has_errors(const Diagnostics &diagnostics)
{
	return std::ranges::any_of(diagnostics, [](const Diagnostic &diagnostic) {
		return diagnostic.severity == Severity::kError;
	});
}

// "error: " or "warning: "
static std::string severity_word(Severity severity, Colours colours)
{
	const bool error = severity == Severity::kError;
	const std::string word = error ? "error: " : "warning: ";
	if (colours == Colours::kNone)
		return word;
	return (error ? "\x1b[1;31m" : "\x1b[1;33m") + word + "\x1b[0m";
}

std::string render(const Diagnostic &diagnostic, const std::string &source, Colours colours)
{
	const Place &place = diagnostic.place;
	std::string out = place_text(place);

	if (!place.file.empty())
		out += ": ";
	out += severity_word(diagnostic.severity, colours);
	out += safe(diagnostic.message) + " [" + safe(diagnostic.code) + "]\n";
	if (!diagnostic.item.empty())
		out += "  in " + safe(diagnostic.item) + "\n";
	out += snippet(place, source);
	if (!diagnostic.hint.empty())
		out += "  hint: " + safe(diagnostic.hint) + "\n";
	return out;
}

std::string render(const Diagnostic &diagnostic, const Sources &sources, Colours colours)
{
	static const std::string kNone;
	const auto source = sources.find(diagnostic.place.file);
	return render(diagnostic, source == sources.end() ? kNone : source->second, colours);
}

} // namespace watchbpf::policy
