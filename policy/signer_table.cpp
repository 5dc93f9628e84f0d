// SPDX-License-Identifier: Apache-2.0
#include "policy/signer_table.h"

#include <ctime>

#include "policy/item_path.h"
#include "policy/signature.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

constexpr std::int64_t kDay = 24 * 60 * 60;
// Time to make a new certificate and to sign everything with it.
constexpr std::int64_t kSoon = 30 * kDay;

std::string date_of(std::int64_t seconds)
{
	const std::time_t time = seconds;
	std::tm utc{};
	char text[32];
	if (!gmtime_r(&time, &utc) || !std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &utc))
		return "an unknown date";
	return text;
}

} // namespace

std::string signature_path(const Identity &identity)
{
	return identity.signature.empty() ? identity.path + ".p7s" : identity.signature;
}

SignerTable::SignerTable(const std::vector<Signer> &signers, const Host &host, Report &report)
    : host_(host), report_(report), now_(host.now ? host.now() : std::time(nullptr))
{
	for (const Signer &signer : signers)
		entries_[signer.name] = {&signer, certificate_of(signer), false};
}

std::optional<Certificate> SignerTable::certificate_of(const Signer &signer)
{
	if (!host_.read)
		return std::nullopt;
	const auto pem = host_.read(signer.certificate);
	auto certificate =
	    pem ? Certificate::from_pem(*pem) : Result<Certificate>(std::unexpected(pem.error()));
	if (!certificate) {
		const Error error =
		    certificate.error().within("certificate " + in_quotes(signer.certificate));
		report_.error(signer.place, item_of(signer), "certificate", error.message, error.hint);
		return std::nullopt;
	}
	check_dates(signer, *certificate);
	return *certificate;
}

void SignerTable::check_dates(const Signer &signer, const Certificate &certificate)
{
	const std::string name = "certificate " + in_quotes(signer.certificate);
	const std::string renew = "make a new certificate and sign the files for it again";

	if (now_ < certificate.not_before())
		report_.error(signer.place, item_of(signer), "certificate",
			      name + " is not valid before " + date_of(certificate.not_before()),
			      "check this host's clock (`date -u`)");
	else if (now_ > certificate.not_after())
		report_.error(signer.place, item_of(signer), "certificate",
			      name + " has expired on " + date_of(certificate.not_after()), renew);
	else if (certificate.not_after() - now_ < kSoon)
		report_.warning(signer.place, item_of(signer), "certificate-expiry",
				name + " ends on " + date_of(certificate.not_after()) +
				    "; watchbpf does not start with it after that",
				renew);
}

bool SignerTable::knows(const Identity &identity, const std::string &item)
{
	const auto entry = entries_.find(identity.signer);
	if (entry != entries_.end()) {
		entry->second.used = true;
		return true;
	}
	std::vector<std::string_view> names;
	for (const auto &[name, known] : entries_)
		names.push_back(name);
	const auto meant = closest(identity.signer, names);
	report_.error(identity.place, item, "unknown-signer",
		      "policy has no signer " + in_quotes(identity.signer),
		      meant ? "did you mean '" + *meant + "'?" : "name its certificate under 'signers:'");
	return false;
}

bool SignerTable::proves(const Identity &identity, const std::string &item, const Digest &digest)
{
	const auto entry = entries_.find(identity.signer);
	if (entry == entries_.end() || !entry->second.certificate)
		return false;
	const std::string path = signature_path(identity);
	const auto der = host_.read(path);
	const auto holds = der ? verify_signature(*der, digest, *entry->second.certificate)
			       : Result<void>(std::unexpected(der.error()));
	if (holds)
		return true;
	// The hint is a command to copy; what is wrong stands before it.
	report_.error(identity.place, item, "signature",
		      "signature " + in_quotes(path) + " does not prove " + in_quotes(identity.path) + ": " +
			  holds.error().message,
		      "sign the file: fsverity sign " + identity.path + " " + path +
			  " --key=KEY.pem --cert=" + entry->second.signer->certificate);
	return false;
}

void SignerTable::finish()
{
	for (const auto &[name, entry] : entries_)
		if (!entry.used)
			report_.warning(entry.signer->place, item_of(*entry.signer), "unused-signer",
					"no identity names signer " + in_quotes(name), "remove it");
}

} // namespace watchbpf::policy
