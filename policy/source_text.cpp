// SPDX-License-Identifier: Apache-2.0
// A reviewer and yaml-cpp must read the same text. Control characters, lone
// carriage returns (a line end to yaml-cpp, nothing to grep) and marks that
// reorder or hide text could show one policy and mean another.
#include "policy/source_text.h"

#include <cstdint>

#include "policy/text.h"

namespace watchbpf::policy {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

constexpr bool is_printable_ascii(char byte)
{
	return byte >= ' ' && byte <= '~';
}

// Reads on character by character and knows where it is.
class Scan {
public:
	Scan(std::string_view text, const std::string &file) : text_(text), file_(file) {}

	std::optional<Diagnostic> run()
	{
		while (at_ < text_.size()) {
			if (is_printable_ascii(text_[at_])) { // nearly all of every policy
				at_++;
				continue;
			}
			const Character character = first_character(text_.substr(at_));
			if (auto problem = check(character))
				return problem;
			at_ += character.bytes;
			if (character.value == '\n') {
				line_++;
				line_start_ = at_;
			}
		}
		return std::nullopt;
	}

private:
	std::optional<Diagnostic> check(const Character &character) const
	{
		if (!character.bytes)
			return problem("encoding", "byte " + here(1) + " is not UTF-8",
				       "save the file as UTF-8");
		const bool line_end = character.value == '\r' && text_.substr(at_ + 1).starts_with('\n');
		const bool fit = character.value == '\t' || character.value == '\n' || line_end;
		if (fit || !is_unprintable(character.value))
			return std::nullopt;
		return problem("control-character",
			       "character " + here(character.bytes) + " does not belong in a policy",
			       character.value == '\r' ? "end lines with a line feed"
			       : character.value == 0  ? "remove it, or save the file as UTF-8"
						      : "remove it: it shows a text other than what is read");
	}

	std::string here(std::size_t bytes) const
	{
		return printable(text_.substr(at_, bytes)) + " at byte " + std::to_string(at_);
	}

	Diagnostic problem(std::string code, std::string message, std::string hint) const
	{
		return {
		    .severity = Severity::kError,
		    .code = std::move(code),
		    .place = {file_, line_, static_cast<int>(at_ - line_start_) + 1},
		    .item = {},
		    .message = std::move(message),
		    .hint = std::move(hint),
		};
	}

	std::string_view text_;
	const std::string &file_;
	std::size_t at_ = 0;
	std::size_t line_start_ = 0;
	int line_ = 1;
};

} // namespace

std::string_view without_byte_order_mark(std::string_view text)
{
	if (text.starts_with(kByteOrderMark))
		text.remove_prefix(kByteOrderMark.size());
	return text;
}

std::optional<Diagnostic> check_source_text(std::string_view text, const std::string &file)
{
	return Scan(text, file).run();
}

} // namespace watchbpf::policy
