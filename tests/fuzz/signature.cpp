// SPDX-License-Identifier: Apache-2.0
// Any bytes as a signer's certificate and as a signature.
#include <array>
#include <memory>

#include <openssl/bio.h>
#include <openssl/pem.h>

#include "input.h"
#include "policy/signature.h"

using namespace watchbpf;
using namespace watchbpf::policy;
using fuzz::require;

namespace {

// Of a key that is gone; corpus/signature has a signature by it over digest_of(1).
constexpr std::string_view kPinned = R"(-----BEGIN CERTIFICATE-----
MIIBCTCBsaADAgECAgEHMAoGCCqGSM49BAMCMA8xDTALBgNVBAMMBGZ1enowHhcN
MDEwOTA5MDE0NjQwWhcNMzMwNTE4MDMzMzIwWjAPMQ0wCwYDVQQDDARmdXp6MFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAECPPgusxed0FyqUe3w6H9sBkjAfu/4f/I
6dt/ZbriMFoyDr5cq7kXnfLb09BXc0mYLzsv0hP+oAuVuJPA8LfizzAKBggqhkjO
PQQDAgNHADBEAiBW4J+5M+7Y1pfn2hLAQBkV2dZK2+NDSEqP/iW35ja3TAIgS0xl
Vc0bMe5M29ayAJLHj6Z5HDrSuRcnfKgs3Y2yf6U=
-----END CERTIFICATE-----
)";

// Not of 0: no file has a digest of zeroes.
Digest digest_of(std::uint8_t byte)
{
	std::array<std::uint8_t, 32> bytes{};
	bytes.fill(byte);
	return *Digest::from_bytes(WB_SHA256, bytes);
}

// Mutated base64 is rarely DER: this way every mutation reaches the parser.
std::string pem_of(std::string_view der)
{
	const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
	PEM_write_bio(out.get(), PEM_STRING_X509, "", reinterpret_cast<const unsigned char *>(der.data()),
		      static_cast<long>(der.size()));
	char *text = nullptr;
	const long size = BIO_get_mem_data(out.get(), &text);
	return {text, static_cast<std::size_t>(size)};
}

void check_signature(const std::string &der, const Certificate &certificate)
{
	const auto holds = verify_signature(der, digest_of(1), certificate);
	require(holds || !holds.error().message.empty(), "a refusal says why");
	require(!holds || !verify_signature(der, digest_of(2), certificate),
		"a signature is over one digest");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	static const auto pinned = Certificate::from_pem(kPinned);
	require(pinned.has_value(), "the pinned certificate is valid");

	const fuzz::Pieces pieces = fuzz::pieces_of(data, size);
	check_signature(pieces.main, *pinned);
	for (const std::string &pem : {pieces.main, pem_of(pieces.main)})
		if (const auto certificate = Certificate::from_pem(pem))
			for (const auto &[name, der] : pieces.others)
				check_signature(der, *certificate);
	return 0;
}
