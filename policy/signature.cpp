// SPDX-License-Identifier: Apache-2.0
#include "policy/signature.h"

#include <openssl/err.h>
#include <openssl/objects.h>

#include "policy/openssl_handle.h"

namespace watchbpf::policy {

namespace {

using StackHandle = std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * stack) {
					    sk_X509_free(stack); // the certificates are not its own
				    })>;

constexpr const char *kHowToSign = "make it with `watchbpf sign` or `fsverity sign`";

void append_le16(std::string &bytes, std::size_t number)
{
	bytes += static_cast<char>(number & 0xff);
	bytes += static_cast<char>(number >> 8 & 0xff);
}

Result<Pkcs7Handle> parse(std::string_view der)
{
	const auto *begin = reinterpret_cast<const unsigned char *>(der.data());
	const unsigned char *at = begin;
	Pkcs7Handle message(d2i_PKCS7(nullptr, &at, static_cast<long>(der.size())));
	if (!message || static_cast<std::size_t>(at - begin) != der.size())
		return failure("it is not a PKCS#7 signature in DER",
			       der.starts_with("-----BEGIN") ? "it is PEM; write it as DER" : kHowToSign);
	return message;
}

bool is_strong_hash(const X509_ALGOR *algorithm)
{
	switch (OBJ_obj2nid(algorithm->algorithm)) {
	case NID_sha256:
	case NID_sha384:
	case NID_sha512:
		return true;
	}
	return false;
}

// The one form that there is a use for; every other one would be a way through
// OpenSSL that nobody here tests. NULL pointers: the file chose what is there.
Result<void> check_form(PKCS7 *message)
{
	if (!PKCS7_type_is_signed(message) || !message->d.sign || !message->d.sign->contents ||
	    !PKCS7_type_is_data(message->d.sign->contents))
		return failure("it is PKCS#7, but no signature", kHowToSign);
	if (!PKCS7_is_detached(message))
		return failure("it carries data of its own; only detached signatures count", kHowToSign);
	const auto *signers = PKCS7_get_signer_info(message);
	if (!signers || sk_PKCS7_SIGNER_INFO_num(signers) != 1)
		return failure("it is not by exactly one signer", kHowToSign);
	const PKCS7_SIGNER_INFO *signer = sk_PKCS7_SIGNER_INFO_value(signers, 0);
	if (signer->auth_attr)
		return failure("it has signed attributes, which are not used here", kHowToSign);
	// The list's hashes are those that OpenSSL computes; it loses memory over ones
	// that it doesn't know.
	const auto *hashes = message->d.sign->md_algs;
	if (sk_X509_ALGOR_num(hashes) != 1 || !is_strong_hash(sk_X509_ALGOR_value(hashes, 0)) ||
	    !is_strong_hash(signer->digest_alg))
		return failure("its hash is not SHA-256, SHA-384 or SHA-512", kHowToSign);
	return {};
}

} // namespace

std::string formatted_digest(const Digest &digest)
{
	std::string bytes = "FSVerity";
	append_le16(bytes, static_cast<std::size_t>(digest.algorithm()));
	append_le16(bytes, digest.size());
	bytes.append(reinterpret_cast<const char *>(digest.bytes().data()), digest.size());
	return bytes;
}

Result<void> verify_signature(std::string_view der, const Digest &digest, const Certificate &certificate)
{
	auto message = parse(der);
	if (!message) {
		ERR_clear_error();
		return std::unexpected(message.error());
	}
	if (auto fit = check_form(message->get()); !fit)
		return fit;

	const std::string text = formatted_digest(digest);
	const BioHandle data(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
	const StackHandle pinned(sk_X509_new_null());
	if (!data || !pinned || !sk_X509_push(pinned.get(), certificate.handle()))
		return failure("OpenSSL has no memory");
	// NOINTERN: certificates in the signature are not even looked at, or anybody
	// could send their own. NOVERIFY: no chain, this certificate is the one.
	const int holds = PKCS7_verify(message->get(), pinned.get(), nullptr, data.get(), nullptr,
				       PKCS7_NOINTERN | PKCS7_NOVERIFY | PKCS7_BINARY);
	const bool other_signer = ERR_GET_REASON(ERR_peek_error()) == PKCS7_R_SIGNER_CERTIFICATE_NOT_FOUND;
	ERR_clear_error();
	if (holds == 1)
		return {};
	return other_signer
		   ? failure("it is by another signer", "sign the file with this signer's key")
		   : failure("it is over another file, or by another key", "sign the file as it is now");
}

} // namespace watchbpf::policy
