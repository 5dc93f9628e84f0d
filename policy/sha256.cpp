// SPDX-License-Identifier: Apache-2.0
#include "policy/sha256.h"

#include <array>
#include <span>

#include <openssl/evp.h>

#include "policy/hex.h"

namespace watchbpf::policy {

Result<std::string> sha256_hex(std::string_view bytes)
{
	std::array<std::uint8_t, 32> hash{};
	unsigned size = 0;

	if (!EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size, EVP_sha256(), nullptr))
		return failure("OpenSSL could not compute a SHA-256");
	return to_hex(hash);
}

} // namespace watchbpf::policy
