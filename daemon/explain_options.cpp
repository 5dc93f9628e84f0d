// SPDX-License-Identifier: Apache-2.0
#include "daemon/explain_options.h"

#include <algorithm>

#include "policy/question_words.h"

namespace watchbpf::daemon {

using policy::KeyKind;

static std::string option_of(std::string_view key)
{
	std::string option = "--" + std::string(key);
	std::ranges::replace(option, '_', '-');
	return option;
}

void ExplainLine::add_to(CLI::App &command)
{
	command.add_option("POLICY", policy_, "Policy file")->required()->type_name("");
	for (const auto &key : policy::question_keys()) {
		const std::string name(key.name), about(key.about);
		if (name == "exec") // whose file it is, --tool and --file say
			command.add_flag("--exec", exec_, "Execute a file of the tool");
		else if (key.kind == KeyKind::kFlag)
			command.add_flag(option_of(name), flags_[name], about);
		else
			command.add_option(option_of(name), values_[name], about)
			    ->type_name("")
			    ->expected(1)
			    ->multi_option_policy(key.kind == KeyKind::kList ? CLI::MultiOptionPolicy::TakeAll
									     : CLI::MultiOptionPolicy::Throw);
	}
	command.add_option("--file", file_, "The tool that this file is, by its digest on this host")
	    ->type_name("");
	command
	    .add_option("--program", program_.path,
			"Object file, or plain instructions with --type: load its programs")
	    ->type_name("FILE");
	command.add_option("--name", program_.name, "Of --program: this one only")->type_name("");
	command.footer("Exit status: 0 allowed, 1 failure, 2 denied, 3 policy invalid,\n"
		       "5 depends on what the verifier finds in the program.");
}

ExplainOptions ExplainLine::options() const
{
	ExplainOptions options{
	    .policy = policy_, .said = {}, .exec = exec_, .file = file_, .program = program_};
	for (const auto &[key, values] : values_)
		for (const std::string &value : values)
			options.said.push_back({key, value, {}});
	for (const auto &[key, is_set] : flags_)
		if (is_set)
			options.said.push_back({key, "true", {}});
	return options;
}

} // namespace watchbpf::daemon
