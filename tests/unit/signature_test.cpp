// SPDX-License-Identifier: Apache-2.0
// What a signature proves, and every way in which somebody else's does not.
#include "policy/signature.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "diagnostics_of.h"
#include "forge.h"

using namespace watchbpf;
using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

const Digest kDigest = *Digest::parse("sha256:" + hex64('a'));
const Digest kOther = *Digest::parse("sha256:" + hex64('b'));

Certificate certificate_of(const Person &person)
{
	return *Certificate::from_pem(person.certificate_pem());
}

// Empty: it holds.
std::string problem(const std::string &der, const Digest &digest = kDigest, const Person &pinned = ours())
{
	const auto holds = verify_signature(der, digest, certificate_of(pinned));
	return holds ? "" : holds.error().message;
}

std::string contents(const std::filesystem::path &path)
{
	std::ifstream file(path, std::ios::binary);
	return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("what is signed is the kernel's formatted digest", "[signature]")
{
	CHECK(formatted_digest(kDigest) == std::string("FSVerity\x01\0\x20\0", 12) + std::string(32, '\xaa'));
	const Digest longer = *Digest::parse("sha512:" + hex64('b') + hex64('b'));
	CHECK(formatted_digest(longer) == std::string("FSVerity\x02\0\x40\0", 12) + std::string(64, '\xbb'));
}

TEST_CASE("a signature by the pinned key over this digest holds", "[signature]")
{
	CHECK(problem(ours().sign(kDigest)).empty());
	for (const EVP_MD *hash : {EVP_sha384(), EVP_sha512()})
		CHECK(problem(ours().sign(kDigest, {.hash = hash})).empty());
	const Person curve = person_with(EVP_EC_gen("P-256"));
	CHECK(problem(curve.sign(kDigest), kDigest, curve).empty());
	// With its own certificate inside, which is not looked at.
	CHECK(problem(ours().sign(kDigest, {.flags = Form{}.flags & ~PKCS7_NOCERTS})).empty());
}

TEST_CASE("no other signature holds", "[signature]")
{
	const Form with_certificate{.flags = Form{}.flags & ~PKCS7_NOCERTS};
	const Person named = person_with(EVP_RSA_gen(2048), EVP_sha256(), "somebody");
	const std::string raw(reinterpret_cast<const char *>(kDigest.bytes().data()), kDigest.size());
	struct Row {
		const char *name;
		std::string der, says;
	};
	const Row rows[] = {
	    {"over another digest", ours().sign(kOther), "over another file"},
	    {"over the bare digest", ours().sign(raw), "over another file"},
	    {"by another key of the same name", theirs().sign(kDigest), "by another key"},
	    {"with a certificate of its own", theirs().sign(kDigest, with_certificate), "by another key"},
	    {"by another name", named.sign(kDigest), "by another signer"},
	    {"by another name, with its certificate", named.sign(kDigest, with_certificate),
	     "by another signer"},
	    {"with the data inside", ours().sign(kDigest, {.flags = Form{}.flags & ~PKCS7_DETACHED}),
	     "carries data"},
	    {"with signed attributes", ours().sign(kDigest, {.flags = Form{}.flags & ~PKCS7_NOATTR}),
	     "signed attributes"},
	    {"with SHA-1", ours().sign(kDigest, {.hash = EVP_sha1()}), "its hash"},
	    {"with MD5", ours().sign(kDigest, {.hash = EVP_md5()}), "its hash"},
	    {"with something behind it", ours().sign(kDigest) + "x", "not a PKCS#7"},
	    {"empty", "", "not a PKCS#7"},
	    {"a text", "signed, me", "not a PKCS#7"},
	    {"a certificate", ours().certificate_pem(), "not a PKCS#7"},
	};
	for (const Row &row : rows) {
		INFO(row.name);
		CHECK_THAT(problem(row.der), Contains(row.says));
	}
}

TEST_CASE("a signature with two signers does not hold, even if one is ours", "[signature]")
{
	const std::string text = formatted_digest(kDigest);
	BIO *data = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
	const int flags = Form{}.flags;
	PKCS7 *message = PKCS7_sign(nullptr, nullptr, nullptr, data, flags | PKCS7_PARTIAL);
	for (const Person &person : {ours(), theirs()})
		PKCS7_sign_add_signer(message, person.certificate.get(), person.key.get(), EVP_sha256(),
				      flags);
	PKCS7_final(message, data, flags);
	const std::string der = bytes_of([&](BIO *out) { return i2d_PKCS7_bio(out, message); });
	PKCS7_free(message);
	BIO_free(data);
	CHECK_THAT(problem(der), Contains("exactly one signer"));
}

TEST_CASE("no damaged signature holds or crashes", "[signature]")
{
	const std::string der = ours().sign(kDigest);
	for (std::size_t i = 0; i < der.size(); i++) {
		INFO(i);
		CHECK_FALSE(problem(der.substr(0, i)).empty());
		std::string flipped = der;
		flipped[i] = static_cast<char>(flipped[i] ^ 1);
		problem(flipped); // names of algorithms may change without effect
	}
	std::string end = der;
	end.back() = static_cast<char>(end.back() ^ 1);
	CHECK_FALSE(problem(end).empty());
}

TEST_CASE("certificates that cannot be pinned", "[signature]")
{
	const std::string pem = ours().certificate_pem();
	struct Row {
		const char *name;
		std::string pem, says;
	};
	const Row rows[] = {
	    {"empty", "", "not a certificate in PEM"},
	    {"a key", ours().key_pem(), "not a certificate in PEM"},
	    {"cut", pem.substr(0, pem.size() / 2), "not a certificate in PEM"},
	    {"two", pem + pem, "more than one"},
	    {"RSA with 1024 bits", person_with(EVP_RSA_gen(1024)).certificate_pem(), "1024 bits is too weak"},
	    {"a small curve", person_with(EVP_EC_gen("secp192k1")).certificate_pem(), "too weak"},
	    {"SHA-1", person_with(EVP_RSA_gen(2048), EVP_sha1()).certificate_pem(), "weak hash"},
	    {"MD5", person_with(EVP_RSA_gen(2048), EVP_md5()).certificate_pem(), "weak hash"},
	};
	for (const Row &row : rows) {
		INFO(row.name);
		const auto certificate = Certificate::from_pem(row.pem);
		REQUIRE_FALSE(certificate);
		CHECK_THAT(certificate.error().message, Contains(row.says));
		CHECK_FALSE(certificate.error().hint.empty());
	}
	CHECK(certificate_of(ours()).not_before() == kForgedFrom);
	CHECK(certificate_of(ours()).not_after() == kForgedUntil);
	CHECK(Certificate::from_pem("A text before it\n" + pem + "and one behind it\n"));
}

// The real tool, where it is installed: what it signs is what we verify.
TEST_CASE("signatures of `fsverity sign` hold", "[signature]")
{
	if (std::system("fsverity --version >/dev/null 2>&1")) {
		std::cout << "skip signatures of `fsverity sign` hold (fsverity is not installed)\n";
		SUCCEED("the tests before it verify the same form");
		return;
	}
	char name[] = "/tmp/watchbpf-signature-XXXXXX";
	REQUIRE(mkdtemp(name));
	const std::string folder = name;
	std::ofstream(folder + "/tool") << std::string(10'000, 't');
	std::ofstream(folder + "/key") << ours().key_pem();
	std::ofstream(folder + "/pem") << ours().certificate_pem();
	const std::string run = "cd " + folder + " && fsverity sign tool tool.p7s --key=key --cert=pem >out" +
				" && fsverity digest --compact tool >digest" +
				" && fsverity digest --compact --for-builtin-sig tool >formatted";
	const int status = std::system(run.c_str());
	const std::string der = contents(folder + "/tool.p7s"), text = contents(folder + "/digest");
	const std::string formatted = contents(folder + "/formatted");
	std::filesystem::remove_all(folder);

	REQUIRE(status == 0);
	const auto digest = Digest::parse("sha256:" + text.substr(0, 64));
	REQUIRE(digest);
	std::string hex;
	for (const char byte : formatted_digest(*digest)) {
		constexpr char kDigits[] = "0123456789abcdef";
		hex += {kDigits[static_cast<unsigned char>(byte) >> 4], kDigits[byte & 15]};
	}
	CHECK(formatted == hex + "\n");
	CHECK(problem(der, *digest).empty());
	CHECK_FALSE(problem(der, kOther).empty());
	CHECK_FALSE(problem(der, *digest, theirs()).empty());
}
