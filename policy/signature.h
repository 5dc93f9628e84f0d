// SPDX-License-Identifier: Apache-2.0
// Signatures over fs-verity digests, as `fsverity sign` makes them: PKCS#7 in
// DER, detached, one signer, no attributes.
#pragma once

#include <string>
#include <string_view>

#include "policy/certificate.h"
#include "policy/digest.h"
#include "policy/result.h"

namespace watchbpf::policy {

// What is signed: the kernel's struct fsverity_formatted_digest. The file's
// bytes are covered through the digest.
std::string formatted_digest(const Digest &digest);

// Holds only if the key of `certificate`, and no other one, signed `digest`.
// The certificate's dates are the caller's affair.
Result<void> verify_signature(std::string_view der, const Digest &digest, const Certificate &certificate);

} // namespace watchbpf::policy
