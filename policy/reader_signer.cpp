// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_signer.h"

#include <algorithm>
#include <optional>

#include "policy/reader_identity.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

// Names stand in item chains and messages unquoted.
bool is_name(std::string_view name)
{
	const auto fits = [](char letter) {
		return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
		       (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '-';
	};
	return !name.empty() && name.size() <= kLongestSignerName && std::ranges::all_of(name, fits);
}

std::optional<Signer> read_signer(const YamlItem &item)
{
	Signer signer;
	bool has_certificate = false;
	const Key keys[] = {{"certificate", [&](const YamlItem &value) {
				     has_certificate = true;
				     signer.certificate = read_path(value);
			     }}};

	signer.name = item.key();
	signer.place = item.key_place();
	if (!is_name(signer.name))
		item.key_error("signer-name", "signer name " + in_quotes(signer.name) + " cannot be used",
			       "use at most " + std::to_string(kLongestSignerName) +
				   " letters, digits, '.', '_' and '-'");
	if (!read_mapping(item, keys, {}))
		return std::nullopt;
	if (!has_certificate)
		item.key_error("missing-key", "signer " + in_quotes(signer.name) + " has no 'certificate'",
			       "write 'certificate: /etc/watchbpf/NAME.pem' below it");
	if (signer.certificate.empty())
		return std::nullopt;
	return signer;
}

} // namespace

std::vector<Signer> read_signers(const YamlItem &item)
{
	std::vector<Signer> signers;

	if (item.require(YamlKind::kMapping))
		item.for_each([&](const YamlItem &value) {
			if (auto signer = read_signer(value))
				signers.push_back(std::move(*signer));
		});
	return signers;
}

} // namespace watchbpf::policy
