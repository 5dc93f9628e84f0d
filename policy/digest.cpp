// SPDX-License-Identifier: Apache-2.0
#include "policy/digest.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "policy/hex.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

struct Algorithm {
	std::string_view name;
	DigestAlgorithm number;
	std::size_t bytes;
};

constexpr Algorithm kAlgorithms[] = {
    {"sha256", DigestAlgorithm::kSha256, 32},
    {"sha512", DigestAlgorithm::kSha512, 64},
};

const char kHowToMeasure[] = "`watchbpf digest FILE` prints a file's fs-verity digest in this form";

std::size_t count_hex_digits(std::string_view text)
{
	return static_cast<std::size_t>(
	    std::ranges::count_if(text, [](char digit) { return hex_value(digit) >= 0; }));
}

// sha256sum's output pasted as it is: the commonest slip, and not only the
// prefix is missing, it is another hash altogether.
std::unexpected<Error> no_algorithm(std::string_view text)
{
	for (const Algorithm &algorithm : kAlgorithms)
		if (text.size() == 2 * algorithm.bytes && count_hex_digits(text) == text.size())
			return failure("digest " + in_quotes(text) + " does not name its algorithm",
				       "write '" + std::string(algorithm.name) +
					   ":' before it, and make sure that it is the fs-verity digest "
					   "(`watchbpf digest FILE`), not the hash of the file's bytes");
	return failure("digest " + in_quotes(text) + " does not start with 'sha256:' or 'sha512:'",
		       kHowToMeasure);
}

std::optional<std::string> wrong_digits(const Algorithm &algorithm, std::string_view digits)
{
	const auto bad = std::ranges::find_if(digits, [](char digit) { return hex_value(digit) < 0; });
	const std::string expected =
	    std::to_string(2 * algorithm.bytes) + " expected after '" + std::string(algorithm.name) + ":'";

	if (bad != digits.end()) {
		const auto at = static_cast<std::size_t>(bad - digits.begin());
		const Character character = first_character(digits.substr(at));
		return "digest has " +
		       in_quotes(digits.substr(at, std::max<std::size_t>(character.bytes, 1))) +
		       " where a hex digit belongs, after " + std::to_string(at) + " digits of " + expected;
	}
	if (digits.size() != 2 * algorithm.bytes)
		return "digest has " + std::to_string(digits.size()) + " hex digits, " + expected;
	return std::nullopt;
}

} // namespace

Result<Digest> Digest::from_bytes(std::uint16_t algorithm, std::span<const std::uint8_t> bytes)
{
	const auto known = std::ranges::find(kAlgorithms, algorithm, [](const Algorithm &candidate) {
		return static_cast<std::uint16_t>(candidate.number);
	});

	if (known == std::end(kAlgorithms))
		return failure("digest algorithm " + std::to_string(algorithm) + " is not known",
			       "fs-verity has 1 (SHA-256) and 2 (SHA-512)");
	if (bytes.size() != known->bytes)
		return failure("a " + std::string(known->name) + " digest has " +
			       std::to_string(known->bytes) + " bytes, not " + std::to_string(bytes.size()));
	// Zeroed memory must never be somebody's identity.
	if (std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; }))
		return failure("a digest of zeroes only is no file's digest", kHowToMeasure);

	Digest digest;
	digest.algorithm_ = known->number;
	std::ranges::copy(bytes, digest.bytes_.begin());
	return digest;
}

Result<Digest> Digest::parse(std::string_view text)
{
	const std::size_t colon = text.find(':');
	if (colon == std::string_view::npos)
		return no_algorithm(text);
	const std::string_view name = text.substr(0, colon);
	const std::string_view digits = text.substr(colon + 1);

	const auto algorithm = std::ranges::find(kAlgorithms, name, &Algorithm::name);
	if (algorithm == std::end(kAlgorithms))
		return failure("digest algorithm " + in_quotes(name) + " is not known",
			       "write 'sha256:' or 'sha512:', in lower case");
	if (auto wrong = wrong_digits(*algorithm, digits))
		return failure(*wrong, kHowToMeasure);

	std::array<std::uint8_t, WB_DIGEST_BYTES> bytes{};
	for (std::size_t i = 0; i < algorithm->bytes; i++)
		bytes[i] =
		    static_cast<std::uint8_t>(hex_value(digits[2 * i]) << 4 | hex_value(digits[2 * i + 1]));
	return from_bytes(static_cast<std::uint16_t>(algorithm->number),
			  std::span(bytes).first(algorithm->bytes));
}

Result<Digest> Digest::from_kernel(const wb_digest &digest)
{
	if (digest.size > WB_DIGEST_BYTES)
		return failure("a digest of " + std::to_string(digest.size) +
			       " bytes is longer than any known");
	return from_bytes(digest.algorithm, std::span(digest.bytes).first(digest.size));
}

std::string Digest::text() const
{
	const auto known = std::ranges::find(kAlgorithms, algorithm_, &Algorithm::number);
	return std::string(known->name) + ":" + to_hex(bytes());
}

wb_digest Digest::kernel() const
{
	wb_digest digest{};
	digest.algorithm = static_cast<std::uint16_t>(algorithm_);
	digest.size = static_cast<std::uint16_t>(size());
	std::memcpy(digest.bytes, bytes_.data(), size());
	return digest;
}

wb_identity_key Digest::key() const
{
	wb_identity_key key{};
	key.algorithm = static_cast<std::uint16_t>(algorithm_);
	key.size = static_cast<std::uint16_t>(size());
	std::copy_n(bytes_.begin(), WB_KEY_BYTES, key.bytes);
	return key;
}

} // namespace watchbpf::policy
