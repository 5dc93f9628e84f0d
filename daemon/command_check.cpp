// SPDX-License-Identifier: Apache-2.0
// `watchbpf check P.yaml`: everything --enforce would find wrong with a
// policy, without touching the kernel.
#include <iostream>

#include "daemon/check_report.h"
#include "daemon/commands.h"
#include "daemon/host.h"
#include "daemon/load_policy.h"
#include "daemon/log.h"

namespace watchbpf::daemon {

static void print(const std::string &path, const CheckedPolicy &checked, bool offline, OutputFormat output)
{
	if (output == OutputFormat::kJson) {
		std::cout << check_json(path, checked);
		return;
	}
	report(checked.diagnostics, checked.source);
	if (checked.policy)
		std::cout << check_text(*checked.policy);
	if (checked.policy && offline)
		std::cout << "offline: files, users and groups of this host were not looked at\n";
}

ExitCode run_check(const std::vector<std::string> &policies, const CheckOptions &options, OutputFormat output)
{
	ExitCode result = kOk;
	const policy::Host host = options.offline ? policy::offline_host() : this_host();
	for (const std::string &path : policies) {
		const CheckedPolicy checked = check_policy(path, false, host);
		print(path, checked, options.offline, output);
		if (!checked.policy)
			result = kPolicyInvalid;
		else if (options.strict && !checked.diagnostics.empty()) {
			result = kPolicyInvalid;
			if (output == OutputFormat::kText)
				report(Error{path + " has warnings, and --strict counts them as errors", ""});
		}
	}
	return result;
}

} // namespace watchbpf::daemon
