// SPDX-License-Identifier: Apache-2.0
#include "policy/digest.h"

#include <cstring>

#include <catch2/catch.hpp>

using namespace watchbpf::policy;
using Catch::Matchers::Contains;

namespace {

const std::string kHex64 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

struct BadDigest {
	const char *name;
	std::string text;
	std::string message; // a part of it
	std::string hint;
};

const BadDigest kBadDigests[] = {
    {.name = "empty", .text = "", .message = "does not start with", .hint = "watchbpf digest FILE"},
    {.name = "a word", .text = "hello", .message = "does not start with 'sha256:'", .hint = ""},
    {.name = "sha256sum's output",
     .text = kHex64,
     .message = "does not name its algorithm",
     .hint = "not the hash of the file's bytes"},
    {.name = "sha512sum's output",
     .text = kHex64 + kHex64,
     .message = "does not name its algorithm",
     .hint = "'sha512:'"},
    {.name = "unknown algorithm",
     .text = "md5:" + kHex64,
     .message = "algorithm 'md5' is not known",
     .hint = "sha512"},
    {.name = "upper case algorithm",
     .text = "SHA256:" + kHex64,
     .message = "'SHA256' is not known",
     .hint = "lower case"},
    {.name = "no digits", .text = "sha256:", .message = "has 0 hex digits, 64 expected", .hint = ""},
    {.name = "a digit short",
     .text = "sha256:" + kHex64.substr(1),
     .message = "has 63 hex digits, 64 expected",
     .hint = ""},
    {.name = "a digit long",
     .text = "sha256:" + kHex64 + "0",
     .message = "has 65 hex digits, 64 expected",
     .hint = ""},
    {.name = "sha512 with half of it",
     .text = "sha512:" + kHex64,
     .message = "has 64 hex digits, 128 expected",
     .hint = ""},
    {.name = "no hex",
     .text = "sha256:" + kHex64.substr(1) + "g",
     .message = "'g' where a hex digit belongs, after 63",
     .hint = ""},
    {.name = "space",
     .text = "sha256: " + kHex64,
     .message = "' ' where a hex digit belongs, after 0",
     .hint = ""},
    {.name = "NUL",
     .text = "sha256:" + std::string(64, '\0'),
     .message = "'\\x00' where a hex digit belongs",
     .hint = ""},
    {.name = "zeroes", .text = "sha256:" + std::string(64, '0'), .message = "zeroes only", .hint = ""},
};

} // namespace

TEST_CASE("a digest survives the way to text and back", "[digest]")
{
	const auto sha256 = Digest::parse("sha256:" + kHex64);
	REQUIRE(sha256);
	CHECK(sha256->algorithm() == DigestAlgorithm::kSha256);
	CHECK(sha256->bytes().size() == 32);
	CHECK(sha256->bytes()[0] == 0x01);
	CHECK(sha256->bytes()[31] == 0xef);
	CHECK(sha256->text() == "sha256:" + kHex64);

	const auto sha512 = Digest::parse("sha512:" + kHex64 + kHex64);
	REQUIRE(sha512);
	CHECK(sha512->bytes().size() == 64);
	CHECK(sha512->text() == "sha512:" + kHex64 + kHex64);
	CHECK(*sha256 != *sha512);
}

TEST_CASE("hex digits count in either case and come back in lower case", "[digest]")
{
	std::string upper = kHex64;
	for (char &digit : upper)
		digit = static_cast<char>(std::toupper(digit));
	const auto digest = Digest::parse("sha256:" + upper);
	REQUIRE(digest);
	CHECK(*digest == *Digest::parse("sha256:" + kHex64));
	CHECK(digest->text() == "sha256:" + kHex64);
}

TEST_CASE("a bad digest says what is wrong with it", "[digest]")
{
	for (const BadDigest &bad : kBadDigests) {
		INFO(bad.name);
		const auto digest = Digest::parse(bad.text);
		REQUIRE_FALSE(digest);
		CHECK_THAT(digest.error().message, Contains(bad.message));
		CHECK_THAT(digest.error().hint, Contains(bad.hint));
		CHECK_FALSE(digest.error().hint.empty());
	}
}

TEST_CASE("the kernel's digest is read, an empty or strange one is not", "[digest]")
{
	wb_digest kernel{};
	CHECK_FALSE(Digest::from_kernel(kernel));

	kernel.algorithm = WB_SHA256;
	kernel.size = 32;
	CHECK_FALSE(Digest::from_kernel(kernel)); // zeroes
	kernel.bytes[31] = 1;
	kernel.bytes[32] = 0xff; // beyond its size: not part of it
	const auto digest = Digest::from_kernel(kernel);
	REQUIRE(digest);
	CHECK(digest->text() == "sha256:" + std::string(62, '0') + "01");

	for (const int size : {0, 31, 33, 64, 65, 0xffff}) {
		kernel.size = static_cast<std::uint16_t>(size);
		CHECK_FALSE(Digest::from_kernel(kernel));
	}
	kernel.size = 32;
	for (const int algorithm : {0, 2, 3, 0xffff}) {
		kernel.algorithm = static_cast<std::uint16_t>(algorithm);
		CHECK_FALSE(Digest::from_kernel(kernel));
	}
}

TEST_CASE("a key has the algorithm, the size and the first 32 bytes", "[digest]")
{
	const auto sha512 = Digest::parse("sha512:" + kHex64 + std::string(64, 'f'));
	REQUIRE(sha512);
	const wb_identity_key key = sha512->key();
	CHECK(key.algorithm == WB_SHA512);
	CHECK(key.size == 64);
	CHECK(std::memcmp(key.bytes, sha512->bytes().data(), WB_KEY_BYTES) == 0);

	const wb_identity_key other = Digest::parse("sha256:" + kHex64)->key();
	CHECK(other.algorithm == WB_SHA256);
	CHECK(other.size == 32);
	CHECK(std::memcmp(key.bytes, other.bytes, WB_KEY_BYTES) == 0);
}
