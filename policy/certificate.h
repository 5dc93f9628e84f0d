// SPDX-License-Identifier: Apache-2.0
// A signer's certificate. It is pinned: the policy names the file, so nothing
// above it (an authority, a chain, a store) has a say, and a certificate that
// somebody puts into a signature has none either.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "policy/result.h"

struct x509_st; // OpenSSL's X509

namespace watchbpf::policy {

class Certificate {
public:
	// Exactly one certificate; fails on a weak key or a weak hash.
	static Result<Certificate> from_pem(std::string_view pem);

	// Seconds since 1970: valid from `not_before` to `not_after`.
	std::int64_t not_before() const { return not_before_; }
	std::int64_t not_after() const { return not_after_; }
	x509_st *handle() const { return handle_.get(); }

private:
	std::shared_ptr<x509_st> handle_;
	std::int64_t not_before_ = 0;
	std::int64_t not_after_ = 0;
};

} // namespace watchbpf::policy
