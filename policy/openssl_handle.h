// SPDX-License-Identifier: Apache-2.0
// OpenSSL's objects with owners.
#pragma once

#include <memory>

#include <openssl/bio.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

namespace watchbpf::policy {

template <auto free_function>
struct OpensslFree {
	template <typename T>
	void operator()(T *object) const
	{
		free_function(object);
	}
};

using BioHandle = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;
using X509Handle = std::unique_ptr<X509, OpensslFree<X509_free>>;
using Pkcs7Handle = std::unique_ptr<PKCS7, OpensslFree<PKCS7_free>>;

} // namespace watchbpf::policy
