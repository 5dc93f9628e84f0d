// SPDX-License-Identifier: Apache-2.0
// `watchbpf schema [policy|cases]`: for editors.
#include <iostream>

#include "daemon/commands.h"
#include "daemon/schema.h"

namespace watchbpf::daemon {

ExitCode run_schema(const std::string &of)
{
	std::cout << (of == "cases" ? cases_schema() : policy_schema());
	return kOk;
}

} // namespace watchbpf::daemon
