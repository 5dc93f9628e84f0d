// SPDX-License-Identifier: Apache-2.0
#include "policy/certificate.h"

#include <ctime>
#include <limits>
#include <optional>
#include <string>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>

#include "policy/openssl_handle.h"

namespace watchbpf::policy {

namespace {

// What RSA with 2048 bits has; 224 bits on an elliptic curve are as many.
constexpr int kLeastSecurityBits = 112;

// A key in a file of its own may ask for a passphrase; a certificate never does.
int no_passphrase(char *, int, int, void *)
{
	return -1;
}

std::optional<std::int64_t> seconds_of(const ASN1_TIME *time)
{
	std::tm utc{};
	if (!time || !ASN1_TIME_to_tm(time, &utc))
		return std::nullopt;
	return timegm(&utc);
}

std::string key_name(const EVP_PKEY *key)
{
	const char *name = EVP_PKEY_get0_type_name(key);
	return name ? name : "unknown";
}

// MD5 and SHA-1 let two certificates with one signature be made; whoever wants
// to be trusted chose better.
bool hash_is_weak(X509 *certificate)
{
	int hash = NID_undef;
	if (!X509_get_signature_info(certificate, &hash, nullptr, nullptr, nullptr))
		return true;
	return hash == NID_md4 || hash == NID_md5 || hash == NID_sha1 || hash == NID_md5_sha1;
}

Result<void> check_strength(X509 *certificate)
{
	const EVP_PKEY *key = X509_get0_pubkey(certificate);
	if (!key)
		return failure("its public key is of a kind that OpenSSL doesn't know", "use an RSA key");
	if (EVP_PKEY_get_security_bits(key) < kLeastSecurityBits)
		return failure("its " + key_name(key) + " key of " + std::to_string(EVP_PKEY_get_bits(key)) +
				   " bits is too weak",
			       "make a new key: RSA with 2048 bits or more, or a curve such as P-256");
	if (hash_is_weak(certificate))
		return failure("it is itself signed with a weak hash", "make a new one with SHA-256");
	return {};
}

Result<X509Handle> read_one(std::string_view pem)
{
	constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<int>::max());
	const BioHandle bytes(
	    BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size() < kMost ? pem.size() : kMost)));
	if (!bytes)
		return failure("OpenSSL has no memory");
	X509Handle first(PEM_read_bio_X509(bytes.get(), nullptr, no_passphrase, nullptr));
	const X509Handle second(first ? PEM_read_bio_X509(bytes.get(), nullptr, no_passphrase, nullptr)
				      : nullptr);
	ERR_clear_error(); // "no start line" is how the second one ends
	if (!first)
		return failure("it is not a certificate in PEM",
			       "it starts with '-----BEGIN CERTIFICATE-----'; from DER: openssl x509 "
			       "-inform DER -in FILE -out FILE.pem");
	if (second)
		return failure("it holds more than one certificate",
			       "leave only the signer's own; chains are not used");
	return first;
}

} // namespace

Result<Certificate> Certificate::from_pem(std::string_view pem)
{
	auto handle = read_one(pem);
	if (!handle)
		return std::unexpected(handle.error());
	if (auto strong = check_strength(handle->get()); !strong)
		return std::unexpected(strong.error());
	const auto begin = seconds_of(X509_get0_notBefore(handle->get()));
	const auto end = seconds_of(X509_get0_notAfter(handle->get()));
	if (!begin || !end)
		return failure("its dates cannot be read", "make a new certificate");

	Certificate certificate;
	certificate.handle_ = std::shared_ptr<X509>(handle->release(), &X509_free);
	certificate.not_before_ = *begin;
	certificate.not_after_ = *end;
	return certificate;
}

} // namespace watchbpf::policy
