// SPDX-License-Identifier: Apache-2.0
// The policy's signers, and whether their signatures prove its files.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/certificate.h"
#include "policy/compiler.h"
#include "policy/report.h"

namespace watchbpf::policy {

// Valid while everything it was given lives.
class SignerTable {
public:
	// Reads every certificate and reports what is wrong with it.
	SignerTable(const std::vector<Signer> &signers, const Host &host, Report &report);

	// Whether the policy has the signer that the identity names; reports if not.
	bool knows(const Identity &identity, const std::string &item);
	// Whether the identity's signature proves a file of this digest; reports if not.
	bool proves(const Identity &identity, const std::string &item, const Digest &digest);
	// Reports signers that no identity names.
	void finish();

private:
	struct Entry {
		const Signer *signer = nullptr;
		std::optional<Certificate> certificate; // empty: reported, or no file is read
		bool used = false;
	};

	std::optional<Certificate> certificate_of(const Signer &signer);
	void check_dates(const Signer &signer, const Certificate &certificate);

	const Host &host_;
	Report &report_;
	std::map<std::string, Entry> entries_;
	std::int64_t now_;
};

// Where the signature of an identity with a signer lies.
std::string signature_path(const Identity &identity);

} // namespace watchbpf::policy
