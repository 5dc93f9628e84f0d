// SPDX-License-Identifier: Apache-2.0
// `watchbpf explain P.yaml --tool T --program FILE.o`: what a policy says of the programs in
// a file, as far as that can be known without a kernel. Loads nothing.
#include <linux/bpf.h>

#include <algorithm>
#include <iostream>

#include "daemon/command_explain_program.h"
#include "daemon/elf_programs.h"
#include "daemon/log.h"
#include "daemon/program_answer_format.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

namespace {

bool says(const policy::QuestionWords &words, std::string_view key)
{
	return std::ranges::find(words.said, key, &policy::Said::key) != words.said.end();
}

bool asks_for_another_command(const policy::QuestionWords &words)
{
	const auto said = std::ranges::find(words.said, "command", &policy::Said::key);
	return said != words.said.end() && policy::command_number(said->text) != BPF_PROG_LOAD &&
	       said->text != std::to_string(BPF_PROG_LOAD);
}

// The plain question of a load, for the tool and the type in it. What the file says itself
// need not be said: any type that there is takes its place while the words are read.
std::optional<policy::Question> load_of(policy::QuestionWords words, const ExplainingPolicy &explaining)
{
	if (!says(words, "command"))
		words.said.push_back({"command", "load", {}});
	if (!says(words, "type"))
		words.said.push_back({"type", "xdp", {}});
	policy::Report problems;
	auto question = question_of(words, explaining.policy, explaining.host, problems);
	report(problems.take(""), {});
	return question;
}

ExitCode exit_code_of(const policy::ProgramAnswer &asked)
{
	if (asked.outlook == policy::Outlook::kAllowed || asked.answer.verdict.action == WB_WOULD_DENY)
		return kOk;
	return asked.outlook == policy::Outlook::kDenied ? kDenied : kDepends;
}

// Of several programs, what is worst.
ExitCode worse(ExitCode left, ExitCode right)
{
	if (left == kDenied || right == kDenied)
		return kDenied;
	return std::max(left, right);
}

std::string source_of(const policy::Place &place, const policy::Sources &sources)
{
	const auto source = sources.find(place.file);
	return source == sources.end() ? "" : source->second;
}

} // namespace

ExitCode explain_program(const ExplainingPolicy &explaining, const policy::QuestionWords &words,
			 const ProgramFile &file, OutputFormat output)
{
	if (asks_for_another_command(words)) {
		report(Error{"--program is about a load", "remove --command"});
		return kFailure;
	}
	if (says(words, "owner")) {
		report(Error{"--owner is not asked of the programs in a file",
			     "ask with '--command load --type TYPE' in the place of --program"});
		return kFailure;
	}
	const auto question = load_of(words, explaining);
	if (!question)
		return kFailure;
	ProgramKind kind{.type = WB_NOT_KNOWN, .attach_type = question->program.attach_type};
	if (says(words, "type"))
		kind.type = question->program.type;
	const auto programs = read_programs(file.path, file.name, kind);
	if (!programs) {
		report(programs.error());
		return kFailure;
	}
	// By the numbers that the policy's own kfuncs were compiled with.
	const auto named = named_kfuncs(explaining.generation, question->tool, [&](const std::string &kfunc) {
		return explaining.host.kfunc(kfunc).value_or(0);
	});
	ExitCode worst = kOk;
	for (const policy::ProgramText &program : *programs) {
		const auto facts = facts_of(program, named);
		const auto asked =
		    ask_of_program(explaining.policy, explaining.generation, question->tool, program, facts);
		std::cout << format_program({.policy = explaining.policy,
					     .tool = question->tool,
					     .file = file.path,
					     .program = program,
					     .facts = facts,
					     .asked = asked,
					     .source = source_of(asked.answer.place, explaining.sources)},
					    output);
		worst = worse(worst, exit_code_of(asked));
	}
	return worst;
}

} // namespace watchbpf::daemon
