// SPDX-License-Identifier: Apache-2.0
// The whole way of a policy with its included files: read, compiled, linted and
// asked. "p.cases.yaml" among the files is its table of cases.
#include <linux/bpf.h>

#include <algorithm>
#include <cstring>
#include <tuple>

#include "input.h"

#include "policy/advice.h"
#include "policy/lint.h"
#include "policy/reader.h"
#include "policy/reader_cases.h"

using namespace watchbpf::policy;
using fuzz::require;

namespace {

void check_generation(const Policy &policy, const Generation &generation)
{
	require(generation.tools.size() == policy.tools.size() + 1,
		"a record for each tool, untrusted first");
	require(!std::strcmp(generation.tools[WB_UNTRUSTED].name, "untrusted"), "untrusted is first");
	require(!(generation.tools[WB_UNTRUSTED].flags & (WB_TOOL_MAPS | WB_TOOL_PROGRAMS)) &&
		    !generation.tools[WB_UNTRUSTED].program_types,
		"nobody gets programs or maps");
	for (const wb_tool &tool : generation.tools) {
		require(tool.flags & WB_TOOL_PRESENT, "every record is present");
		require(tool.name[0] && std::memchr(tool.name, 0, sizeof(tool.name)), "a name with an end");
		require(tool.where < generation.wheres.size(), "a where that is there");
		require(!(tool.flags & WB_TOOL_PROGRAMS) == !tool.program_types, "programs means types");
	}
	require(!generation.wheres.empty() && !generation.wheres[0].flags, "the first where is anywhere");

	const auto order = [](const auto &identity) {
		const wb_identity_key &key = identity.first;
		return std::tuple(key.algorithm, key.size, std::to_array(key.bytes));
	};
	for (std::size_t i = 0; i < generation.identities.size(); i++) {
		const auto &identity = generation.identities[i];
		require(identity.second != WB_UNTRUSTED && identity.second < generation.tools.size(),
			"an identity is a tool's");
		require(i == 0 || order(generation.identities[i - 1]) < order(identity),
			"identities are sorted and unique");
	}
	for (const Generation::Resolved &resolved : generation.resolved)
		require(generation.tool_of(resolved.digest) != WB_UNTRUSTED, "what was resolved is found");
}

void check_answer(const Policy &policy, const Generation &generation, const Question &question)
{
	const Answer answer = ask(policy, generation, question);
	require(answer.verdict.action <= WB_WOULD_DENY && answer.verdict.reason < WB_REASON_COUNT &&
		    answer.verdict.rule < WB_RULE_COUNT,
		"an answer in words");
	require(question.act != Act::kCommand || question.tool != WB_UNTRUSTED ||
		    policy.untrusted != Untrusted::kDeny || answer.verdict.action != WB_ALLOW ||
		    policy.mode == Mode::kAudit,
		"nobody is allowed anything by default");
}

// A few questions of every kind to each of the first tools, and one that is not there.
void ask_some(const Policy &policy, const Generation &generation)
{
	const auto tools = static_cast<std::uint32_t>(std::min<std::size_t>(generation.tools.size(), 4));
	for (std::uint32_t tool = 0; tool <= tools; tool++) {
		Question question;
		question.tool = tool;
		question.own = tool == 1;
		question.target = tools - tool;
		question.program.target = "vfs_read";
		question.program.kfuncs = {{"bpf_task_from_pid", 1}};
		for (std::uint32_t command = 0; command < 40; command++) {
			question.command = question.program.type = command;
			question.program.effects = 1u << command % WB_EFFECT_COUNT;
			question.program.helpers.reset().set(command);
			check_answer(policy, generation, question);
		}
		question.command = BPF_PROG_LOAD;
		(void)advice(policy, offline_host(), question);
		for (const Act act : {Act::kTrace, Act::kSysctl}) {
			question.act = act;
			check_answer(policy, generation, question);
		}
		Question exec;
		exec.act = Act::kExec;
		exec.tool = tool;
		check_answer(policy, generation, exec);
		exec.exec.user = Id{"root", 0};
		exec.exec.groups = {{"a", 1}, {"b", 2}};
		exec.exec.cgroup = {"system.slice", "a.service", std::string(300, 'x'), "", "y"};
		check_answer(policy, generation, exec);
		(void)advice(policy, offline_host(), exec);
	}
}

void run_table(const Policy &policy, const std::string &text)
{
	const ReadCases read = read_cases_text(text, "p.cases.yaml");
	fuzz::check_diagnostics(read.table.has_value(), read.diagnostics, read.source);
	if (!read.table)
		return;
	const RunCases run = run_cases(*read.table, policy);
	require(run.results.size() == (has_errors(run.diagnostics) ? 0 : read.table->cases.size()),
		"a result for each case, or errors");
	for (const CaseResult &result : run.results)
		(void)(expectation_text(result.asked) + answer_text(result.answer));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	const fuzz::Pieces pieces = fuzz::pieces_of(data, size);
	const Files files = fuzz::files_of(pieces);
	const ReadPolicy read = read_policy_text(pieces.main, "p.yaml", files);
	fuzz::check_diagnostics(read.policy.has_value(), read.diagnostics, read.source);
	if (!read.policy)
		return 0;

	const Host host = fuzz::host_of(pieces);
	const Compiled compiled = compile(*read.policy, host, size % 2);
	fuzz::check_diagnostics(compiled.generation.has_value(), compiled.diagnostics, read.source);
	const Diagnostics lints = lint(*read.policy, host);
	fuzz::check_diagnostics(!has_errors(lints), lints, read.source);
	if (compiled.generation) {
		check_generation(*read.policy, *compiled.generation);
		ask_some(*read.policy, *compiled.generation);
	}
	if (const auto table = pieces.others.find("p.cases.yaml"); table != pieces.others.end())
		run_table(*read.policy, table->second);
	return 0;
}
