// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <streambuf>
#include <string_view>

namespace watchbpf::policy {

// How far yaml-cpp may read on without saying what it found. It keeps all
// tokens of a '[...]' or '{...}' in memory until the closing bracket, 270 bytes
// each: a file of 32 MB could take 4 GB and half a minute.
inline constexpr std::size_t kFarthestLookahead = 2u << 20;

// Gives a text to yaml-cpp piece by piece, and no more of it once the parser is
// too far ahead of its own events.
class YamlStream final : public std::streambuf {
public:
	explicit YamlStream(std::string_view text) : text_(text) {}

	// The parser has come to byte `at`, at `line`.
	void progress(std::size_t at, int line)
	{
		seen_ = at;
		seen_line_ = line;
	}
	// Whether the text was cut short, and the line of the last thing found.
	bool stopped() const { return stopped_; }
	int seen_line() const { return seen_line_; }

protected:
	int_type underflow() override
	{
		if (at_ > seen_ + kFarthestLookahead)
			stopped_ = true;
		const bool in_text = at_ < text_.size();
		const std::string_view rest = in_text ? text_.substr(at_) : kEnd.substr(at_ - text_.size());
		if (stopped_ || rest.empty())
			return traits_type::eof();
		const std::size_t size = rest.copy(piece_.data(), piece_.size());
		at_ += size;
		setg(piece_.data(), piece_.data(), piece_.data() + size);
		return traits_type::to_int_type(piece_[0]);
	}

private:
	// yaml-cpp takes the end of the file for a closing quote; the end of the
	// document inside quotes is an error, so that a file cut short is one.
	static constexpr std::string_view kEnd = "\n...\n";

	std::string_view text_;
	std::array<char, 4096> piece_{};
	std::size_t at_ = 0;
	std::size_t seen_ = 0;
	int seen_line_ = 1;
	bool stopped_ = false;
};

} // namespace watchbpf::policy
