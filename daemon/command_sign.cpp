// SPDX-License-Identifier: Apache-2.0
// `watchbpf sign FILE... --key K --certificate C`: FILE.p7s beside each file.
#include <iostream>

#include "daemon/commands.h"
#include "daemon/fsverity.h"
#include "daemon/json.h"
#include "daemon/log.h"
#include "daemon/signing.h"
#include "policy/text.h"

namespace watchbpf::daemon {

static Result<policy::Digest> sign_file(const std::string &file, const std::string &signature,
					const SigningKey &signer)
{
	const auto found = digest_file(file);
	if (!found)
		return std::unexpected(found.error());
	const auto bytes = sign_digest(found->digest, signer);
	if (!bytes)
		return std::unexpected(bytes.error());
	if (const auto written = replace_file(signature, *bytes); !written)
		return std::unexpected(written.error());
	return found->digest;
}

ExitCode run_sign(const std::vector<std::string> &files, const std::string &key,
		  const std::string &certificate, OutputFormat output)
{
	ExitCode result = kOk;
	for (const std::string &file : files) {
		const std::string signature = file + ".p7s";
		const auto digest = sign_file(file, signature, {key, certificate});
		if (!digest) {
			report(digest.error());
			result = kFailure;
			continue;
		}
		if (output == OutputFormat::kText) {
			std::cout << digest->text() << "  " << policy::printable(signature) << "\n";
			continue;
		}
		std::cout << line_of({{"file", file}, {"digest", digest->text()}, {"signature", signature}});
	}
	return result;
}

} // namespace watchbpf::daemon
