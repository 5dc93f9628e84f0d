// SPDX-License-Identifier: Apache-2.0
// Any bytes as a policy, without a file system.
#include "input.h"
#include "policy/reader.h"

using namespace watchbpf::policy;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	const std::string text(reinterpret_cast<const char *>(data), size);
	const ReadPolicy read = read_policy_text(text, "p.yaml", Files{});
	fuzz::check_diagnostics(read.policy.has_value(), read.diagnostics, read.source);
	return 0;
}
