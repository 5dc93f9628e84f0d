// SPDX-License-Identifier: Apache-2.0
// `watchbpf digest FILE...` and `watchbpf seal FILE...`.
#include <iostream>

#include "daemon/commands.h"
#include "daemon/fsverity.h"
#include "daemon/instance_lock.h"
#include "daemon/json.h"
#include "daemon/log.h"
#include "policy/text.h"

namespace watchbpf::daemon {

// In the manner of sha256sum: digest, two blanks, file.
static void print_digest(const std::string &file, const policy::Digest &digest, bool sealed,
			 OutputFormat output)
{
	if (output == OutputFormat::kText) {
		std::cout << digest.text() << "  " << policy::printable(file) << "\n";
		return;
	}
	std::cout << line_of({{"file", file}, {"digest", digest.text()}, {"sealed", sealed}});
}

ExitCode run_digest(const std::vector<std::string> &files, OutputFormat output)
{
	ExitCode result = kOk;
	for (const std::string &file : files) {
		const auto found = digest_file(file);
		if (!found) {
			report(found.error());
			result = kFailure;
			continue;
		}
		print_digest(file, found->digest, found->sealed, output);
	}
	return result;
}

ExitCode run_seal(const std::vector<std::string> &files, OutputFormat output)
{
	ExitCode result = kOk;
	for (const std::string &file : files) {
		const auto sealed = seal_file(file);
		if (!sealed) {
			report(sealed.error());
			result = kFailure;
			continue;
		}
		if (sealed->was_sealed)
			say(file + " was sealed already");
		else if (InstanceLock::holder())
			say("watchbpf is running and trusts " + file +
			    " once the kernel has read it anew: echo 3 >/proc/sys/vm/drop_caches");
		print_digest(file, sealed->digest, true, output);
	}
	return result;
}

} // namespace watchbpf::daemon
