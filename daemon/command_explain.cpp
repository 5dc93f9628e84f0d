// SPDX-License-Identifier: Apache-2.0
// `watchbpf explain P.yaml --tool T --command C ...`: what a policy answers, why,
// and in which line it says so. Loads nothing.
#include <algorithm>
#include <iostream>

#include "daemon/answer_format.h"
#include "daemon/command_explain_program.h"
#include "daemon/commands.h"
#include "daemon/fsverity.h"
#include "daemon/host.h"
#include "daemon/log.h"
#include "policy/advice.h"
#include "policy/input.h"
#include "policy/reader.h"

namespace watchbpf::daemon {

namespace {

// A policy and the host that its names were resolved on.
struct Asked {
	policy::Host host;
	policy::ReadPolicy read;
	policy::Generation generation;
};

bool load(Asked &asked, const std::string &path)
{
	asked.read = policy::read_policy_file(path);
	report(asked.read.diagnostics, asked.read.source);
	if (!asked.read.policy)
		return false;
	auto compiled = policy::compile_to_ask(*asked.read.policy, asked.host);
	report(compiled.diagnostics, asked.read.source);
	if (!compiled.generation)
		return false;
	asked.generation = std::move(*compiled.generation);
	return true;
}

// Puts the tool that the file is in place of --file, as exec would find it.
Result<std::string> find_file(const ExplainOptions &options, const Asked &asked, policy::QuestionWords &words,
			      bool exec)
{
	const auto found = digest_file(options.file);
	if (!found)
		return std::unexpected(found.error());
	const std::string tool = tool_word(*asked.read.policy, asked.generation.tool_of(found->digest));
	words.said.push_back({exec ? "exec" : "tool", found->sealed || exec ? tool : "untrusted", {}});
	if (exec && !found->sealed)
		words.said.push_back({"unsealed", "true", {}});
	return options.file + " " + found->digest.text() + (found->sealed ? "" : " (not sealed)");
}

bool says(const policy::QuestionWords &words, std::string_view key)
{
	return std::ranges::find(words.said, key, &policy::Said::key) != words.said.end();
}

// --exec is a flag here: whose file it is, --tool or --file says.
Result<std::string> complete(const ExplainOptions &options, const Asked &asked, policy::QuestionWords &words)
{
	const bool acts = says(words, "command") || says(words, "trace") || says(words, "sysctl") ||
			  !options.program.path.empty();
	const bool exec = options.exec || (!options.file.empty() && !acts);
	if (!options.file.empty() && says(words, "tool"))
		return failure("--tool and --file exclude each other");
	if (!options.file.empty())
		return find_file(options, asked, words, exec);
	if (exec && !says(words, "tool"))
		return failure("--exec needs the tool whose file is executed", "add --tool or --file");
	if (exec)
		std::ranges::find(words.said, "tool", &policy::Said::key)->key = "exec";
	return {};
}

// The text that the place is in, an included file's perhaps.
std::string source_of(const policy::Place &place, const policy::Sources &sources)
{
	const auto source = sources.find(place.file);
	return source == sources.end() ? "" : source->second;
}

} // namespace

ExitCode run_explain(const ExplainOptions &options, OutputFormat output)
{
	Asked asked;
	asked.host = options.file.empty() ? policy::offline_host() : this_host();
	if (!load(asked, options.policy))
		return kPolicyInvalid;

	policy::QuestionWords words{.said = options.said, .place = {}, .prefix = "--"};
	const auto file = complete(options, asked, words);
	if (!file) {
		report(file.error());
		return kFailure;
	}
	if (!options.program.path.empty())
		return explain_program({*asked.read.policy, asked.generation, asked.host, asked.read.source},
				       words, options.program, output);
	if (!options.program.name.empty()) {
		report(Error{"--name says which program of a file is meant", "add --program FILE"});
		return kFailure;
	}
	policy::Report problems;
	const auto question = question_of(words, *asked.read.policy, asked.host, problems);
	report(problems.take(""), {});
	if (!question)
		return kFailure;
	const auto answer = ask(*asked.read.policy, asked.generation, *question);
	std::cout << format_answer({.policy = *asked.read.policy,
				    .question = *question,
				    .answer = answer,
				    .advice = advice(*asked.read.policy, asked.host, *question),
				    .source = source_of(answer.place, asked.read.source),
				    .file = *file},
				   output);
	return answer.verdict.action == WB_DENY ? kDenied : kOk;
}

} // namespace watchbpf::daemon
