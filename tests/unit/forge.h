// SPDX-License-Identifier: Apache-2.0
// Keys, certificates and signatures made on the spot: no key lies in the tree.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "policy/signature.h"

namespace watchbpf::policy::test {

inline std::string bytes_of(const std::function<int(BIO *)> &write)
{
	BIO *memory = BIO_new(BIO_s_mem());
	write(memory);
	char *data = nullptr;
	const long size = BIO_get_mem_data(memory, &data);
	std::string bytes(data, static_cast<std::size_t>(size));
	BIO_free(memory);
	return bytes;
}

struct Form {
	const EVP_MD *hash = EVP_sha256();
	int flags = PKCS7_BINARY | PKCS7_DETACHED | PKCS7_NOATTR | PKCS7_NOCERTS; // fsverity sign's
};

struct Person {
	std::shared_ptr<EVP_PKEY> key;
	std::shared_ptr<X509> certificate;

	std::string certificate_pem() const
	{
		return bytes_of([&](BIO *out) { return PEM_write_bio_X509(out, certificate.get()); });
	}
	std::string key_pem() const
	{
		return bytes_of([&](BIO *out) {
			return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr,
							nullptr);
		});
	}
	std::string sign(const std::string &text, const Form &form = {}) const
	{
		BIO *data = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
		PKCS7 *message = PKCS7_sign(nullptr, nullptr, nullptr, data, form.flags | PKCS7_PARTIAL);
		PKCS7_sign_add_signer(message, certificate.get(), key.get(), form.hash, form.flags);
		PKCS7_final(message, data, form.flags);
		BIO_free(data);
		std::string der = bytes_of([&](BIO *out) { return i2d_PKCS7_bio(out, message); });
		PKCS7_free(message);
		return der;
	}
	std::string sign(const Digest &digest, const Form &form = {}) const
	{
		return sign(formatted_digest(digest), form);
	}
};

inline constexpr std::int64_t kForgedFrom = 1'000'000'000, kForgedUntil = 2'000'000'000;

// Everybody has the same name and serial number: only the key tells them apart.
inline Person person_with(EVP_PKEY *key, const EVP_MD *hash = EVP_sha256(), const char *name = "forged")
{
	X509 *certificate = X509_new();
	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 7);
	ASN1_TIME_set(X509_getm_notBefore(certificate), kForgedFrom);
	ASN1_TIME_set(X509_getm_notAfter(certificate), kForgedUntil);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
				   reinterpret_cast<const unsigned char *>(name), -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
	X509_set_pubkey(certificate, key);
	X509_sign(certificate, key, hash);
	return {{key, EVP_PKEY_free}, {certificate, X509_free}};
}

inline const Person &ours()
{
	static const Person person = person_with(EVP_RSA_gen(2048));
	return person;
}

inline const Person &theirs()
{
	static const Person person = person_with(EVP_RSA_gen(2048));
	return person;
}

} // namespace watchbpf::policy::test
