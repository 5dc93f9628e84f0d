// SPDX-License-Identifier: Apache-2.0
// Identities -> digests -> the table that exec looks them up in.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/compiler.h"
#include "policy/report.h"
#include "policy/signer_table.h"

namespace watchbpf::policy {

// Valid while everything it was given lives.
class IdentityIndex {
public:
	IdentityIndex(const Host &host, SignerTable &signers, Generation &generation, Report &report)
	    : host_(host), signers_(signers), generation_(generation), report_(report)
	{
	}

	// Finds the digest of each of the tool's identities; index: of the tool in
	// the generation.
	void add(const Tool &tool, std::uint32_t index);

	// Fills generation.identities. A digest proves one tool: two are an error.
	void finish(const std::vector<Tool> &tools);

private:
	// An identity with its digest found, and where it stands in the policy.
	struct Found {
		wb_identity_key key;
		std::uint32_t tool;
		const Identity *identity;
		std::string item;
	};

	void add_identity(const Tool &tool, std::uint32_t index, std::size_t position);
	std::optional<Digest> digest_of(const std::string &tool, const Identity &identity,
					const std::string &item);
	std::optional<Digest> measured_digest(const std::string &tool, const Identity &identity,
					      const std::string &item);
	void check_path(const Identity &identity, const std::string &item, std::string &path);
	const Result<Digest> &measured(const std::string &path);
	void report_repeated(const Found &first, const Found &second, const std::vector<Tool> &tools);

	const Host &host_;
	SignerTable &signers_;
	Generation &generation_;
	Report &report_;
	std::map<std::string, Result<Digest>> measured_; // a file named twice is read once
	std::vector<Found> found_;
};

} // namespace watchbpf::policy
