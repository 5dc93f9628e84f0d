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

// As sha256sum does it: a line with an escape in its name starts with one.
static std::string line_of(const std::string &hash, std::string_view name)
{
	std::string escaped;
	for (const char letter : name)
		escaped += letter == '\\'   ? "\\\\"
			   : letter == '\n' ? "\\n"
			   : letter == '\r' ? "\\r"
					    : std::string(1, letter);
	return (escaped == name ? "" : "\\") + hash + "  " + escaped + "\n";
}

void Sha256List::add(std::string_view bytes, std::string_view name)
{
	auto hash = sha256_hex(bytes);
	files_++;
	// The first failure stays: a name without one of its files would be a lie.
	if (files_ == 1 || (only_ && !hash))
		only_ = hash;
	if (hash)
		lines_ += line_of(*hash, name);
}

Result<std::string> Sha256List::sha256() const
{
	return files_ > 1 && only_ ? sha256_hex(lines_) : only_;
}

} // namespace watchbpf::policy
