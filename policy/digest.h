// SPDX-License-Identifier: Apache-2.0
// fs-verity digests as people write them: "sha256:<64 hex digits>".
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bpf/abi.h"
#include "policy/result.h"

namespace watchbpf::policy {

enum class DigestAlgorithm : std::uint16_t { kSha256 = WB_SHA256, kSha512 = WB_SHA512 };

// A file's fs-verity digest (not the hash of its bytes: block size, salt and
// the Merkle tree are part of it). Bytes beyond size() are zero.
class Digest {
public:
	// Fails on an unknown algorithm or on a length that is not the algorithm's.
	static Result<Digest> from_bytes(std::uint16_t algorithm, std::span<const std::uint8_t> bytes);
	// Reads "sha256:..." or "sha512:..."; hex in either case.
	static Result<Digest> parse(std::string_view text);
	// What the kernel wrote into an event or a mark; fails on an empty one.
	static Result<Digest> from_kernel(const wb_digest &digest);

	DigestAlgorithm algorithm() const { return algorithm_; }
	std::size_t size() const { return algorithm_ == DigestAlgorithm::kSha256 ? 32 : 64; }
	std::span<const std::uint8_t> bytes() const { return {bytes_.data(), size()}; }
	std::string text() const;
	wb_identity_key key() const;
	wb_digest kernel() const;

	friend auto operator<=>(const Digest &, const Digest &) = default;

private:
	DigestAlgorithm algorithm_ = DigestAlgorithm::kSha256;
	std::array<std::uint8_t, WB_DIGEST_BYTES> bytes_{};
};

} // namespace watchbpf::policy
