// SPDX-License-Identifier: Apache-2.0
// `watchbpf check P.yaml`: everything --enforce would find wrong with a
// policy, without touching the kernel.
#include <iostream>
#include <nlohmann/json.hpp>

#include "daemon/commands.h"
#include "daemon/load_policy.h"

namespace watchbpf::daemon {

static void print_text(const LoadedPolicy &policy)
{
	std::cout << "ok: " << policy.summary << "\n";
	std::cout << "sha256 " << policy.sha256 << "\n";
	for (const auto &[tool, digest, path, signer] : policy.generation.resolved)
		std::cout << "  " << tool << "  " << digest.text() << (path.empty() ? "" : "  " + path)
			  << (signer.empty() ? "" : "  signed by " + signer) << "\n";
}

static void print_json(const std::string &path, const LoadedPolicy *policy)
{
	nlohmann::ordered_json json;
	json["policy"] = path;
	json["valid"] = policy != nullptr;
	if (policy) {
		json["sha256"] = policy->sha256;
		const auto or_null = [](const std::string &text) {
			return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
		};
		json["identities"] = nlohmann::ordered_json::array();
		for (const auto &[tool, digest, file, signer] : policy->generation.resolved)
			json["identities"].push_back({{"tool", tool},
						      {"digest", digest.text()},
						      {"path", or_null(file)},
						      {"signer", or_null(signer)}});
	}
	std::cout << json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

ExitCode run_check(const std::vector<std::string> &policies, OutputFormat output)
{
	ExitCode result = kOk;
	for (const std::string &path : policies) {
		const auto policy = load_policy(path, false);
		if (!policy)
			result = kPolicyInvalid;
		if (output == OutputFormat::kJson)
			print_json(path, policy ? &*policy : nullptr);
		else if (policy)
			print_text(*policy);
	}
	return result;
}

} // namespace watchbpf::daemon
