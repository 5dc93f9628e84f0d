// SPDX-License-Identifier: Apache-2.0
// Any bytes as a table of cases, and its questions to a policy that has a bit of
// everything.
#include "input.h"
#include "policy/reader.h"
#include "policy/reader_cases.h"

using namespace watchbpf::policy;
using fuzz::require;

namespace {

const Policy &some_policy()
{
	static const ReadPolicy read = read_policy_text(R"(version: 1
default: introspection
tools:
  alice:
    identities: [{path: /usr/bin/alice}]
    programs: {types: [xdp, socket_filter]}
    maps: {use: true, mode: audit}
  agent:
    identities: [{path: /opt/agent}, {path: /opt/agent-2, optional: true}]
    where: {users: [root, "1000"], groups: [a], cgroup: /system.slice, unit: agent.service, host: true}
    programs: {types: [tracing], mode: audit}
    adopt: true
)",
							"p.yaml", Files{});
	require(read.policy.has_value(), "the policy is valid");
	return *read.policy;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	const std::string text(reinterpret_cast<const char *>(data), size);
	const ReadCases read = read_cases_text(text, "p.cases.yaml");
	fuzz::check_diagnostics(read.table.has_value(), read.diagnostics, read.source);
	if (!read.table)
		return 0;

	const RunCases run = run_cases(*read.table, some_policy());
	fuzz::check_diagnostics(!has_errors(run.diagnostics), run.diagnostics, read.source);
	require(run.results.size() == (has_errors(run.diagnostics) ? 0 : read.table->cases.size()),
		"a result for each case, or errors");
	for (const CaseResult &result : run.results)
		(void)(expectation_text(result.asked) + answer_text(result.answer));
	return 0;
}
