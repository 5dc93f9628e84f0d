// SPDX-License-Identifier: Apache-2.0
// Bytes -> fit text -> YAML tree -> variables put in -> model, file by file;
// each step reports and ends a file only where nothing after it would make sense.
#include "policy/reader.h"

#include <map>
#include <set>
#include <unordered_map>

#include "policy/reader_document.h"
#include "policy/reader_include.h"
#include "policy/report.h"
#include "policy/sha256.h"
#include "policy/text.h"
#include "policy/variables.h"
#include "policy/yaml_check.h"
#include "policy/yaml_item.h"
#include "policy/yaml_tree.h"

namespace watchbpf::policy {

namespace {

// One run: the main file, then what it includes, into one policy.
class Reading {
public:
	Reading(const std::string &main_file, const Files &files) : main_file_(main_file), files_(files) {}

	ReadPolicy read(Input input)
	{
		if (input.text.size() > kLargestPolicyBytes)
			return refuse("too-large",
				      "file is larger than " + std::to_string(kLargestPolicyBytes >> 20) +
					  " MiB",
				      "a policy of 100,000 digests has 10 MB: is this the right file?");
		Document main = read_file(std::move(input), main_file_, FileRole::kMain);
		policy_.mode = main.mode;
		policy_.untrusted = main.untrusted;
		policy_.untrusted_place = main.untrusted_place;
		for (const Word &word : main.include)
			if (!include(word))
				break;
		return finish();
	}

	ReadPolicy refuse(std::string code, std::string message, std::string hint)
	{
		report_.add(about_file(main_file_, Severity::kError, std::move(code), std::move(message),
				       std::move(hint)));
		return finish();
	}

private:
	ReadPolicy finish()
	{
		auto sha256 = hashes_.sha256();
		if (!sha256)
			report_.add(
			    about_file(main_file_, Severity::kError, "internal", sha256.error().message, ""));
		ReadPolicy result;
		result.diagnostics = report_.take(main_file_);
		result.source = std::move(sources_);
		if (has_errors(result.diagnostics))
			return result;
		policy_.sha256 = std::move(*sha256);
		if (policy_.tools.empty())
			result.diagnostics.push_back(
			    about_file(main_file_, Severity::kWarning, "no-tools",
				       "policy has no tools: nobody may use bpf()",
				       "name the programs that may, under 'tools:'"));
		result.policy = std::move(policy_);
		return result;
	}

	Document read_file(Input input, const std::string &name, FileRole role)
	{
		report_.begin_file(name);
		bytes_left_ -= input.text.size();
		hashes_.add(input.text, name);
		names_.insert(name);
		if (!input.id.empty())
			ids_.emplace(input.id, name);
		if (!input.writers.empty())
			report_.add(about_file(name, Severity::kWarning, "writable",
					       input.writers +
						   " can change this file, and with it who may use "
						   "bpf()",
					       "`chown root:root FILE`, `chmod go-w FILE`"));
		input.text.erase(0, input.text.size() - without_byte_order_mark(input.text).size());
		const std::string &text = sources_[name] = std::move(input.text);
		if (auto problem = check_source_text(text, name)) {
			report_.add(std::move(*problem));
			return {};
		}
		Document document = read_fit_text(text, name, role);
		add_signers(std::move(document.signers));
		add_tools(std::move(document.tools));
		return document;
	}

	// Text that passed every check of its bytes.
	Document read_fit_text(const std::string &text, const std::string &name, FileRole role)
	{
		auto tree = parse_yaml(text, name);
		if (!tree) {
			report_.add(std::move(tree.error()));
			return {};
		}
		check_yaml(*tree, name, report_);
		if (tree->kind == YamlKind::kNull && tree->flaw == YamlFlaw::kNone) {
			const bool main = role == FileRole::kMain;
			report_.add(about_file(name, main ? Severity::kError : Severity::kWarning, "empty",
					       "file says nothing", "a policy starts with 'version: 1'"));
			return {};
		}
		auto names = expand_variables(*tree, name, main_names_, budget_, report_);
		if (!names)
			return {};
		if (role == FileRole::kMain)
			main_names_ = std::move(*names);
		return read_document(YamlItem(*tree, name, report_), role);
	}

	void add_tools(std::vector<Tool> tools)
	{
		for (Tool &tool : tools)
			if (is_first(tool_places_, "tool", tool.name, tool.place))
				policy_.tools.push_back(std::move(tool));
	}

	void add_signers(std::vector<Signer> signers)
	{
		for (Signer &signer : signers)
			if (is_first(signer_places_, "signer", signer.name, signer.place))
				policy_.signers.push_back(std::move(signer));
	}

	// A name has one place in all files together; in one, YAML's check has seen to it.
	bool is_first(std::unordered_map<std::string, Place> &places, const std::string &what,
		      const std::string &name, const Place &place)
	{
		const auto [first, is_new] = places.emplace(name, place);
		if (is_new)
			return true;
		const Place &before = first->second;
		report_.error(place, what + "s", "duplicate-" + what,
			      what + " " + in_quotes(name) + " is defined twice, first at " +
				  printable(before.file) + ":" + std::to_string(before.line),
			      "put everything of one " + what + " under one name");
		return false;
	}

	// False: nothing more can be included.
	bool include(const Word &word)
	{
		if (report_.full())
			return false;
		// A folder without a policy in it is asked for as well.
		if (words_read_++ == kMostIncludedFiles)
			return too_many(word);
		const auto names = included_files(word.text, main_file_, files_);
		if (!names)
			include_error(word, names.error());
		for (const std::string &name : names.value_or(Files::Names{})) {
			if (files_read_++ == kMostIncludedFiles)
				return too_many(word);
			if (auto done = include_file(name); !done)
				include_error(word, done.error());
		}
		return true;
	}

	bool too_many(const Word &word)
	{
		include_error(word,
			      {"more than " + std::to_string(kMostIncludedFiles) + " files are included",
			       "join some of them"});
		return false;
	}

	Result<void> include_file(const std::string &name)
	{
		if (names_.contains(name))
			return failure(in_quotes(name) + " is part of this policy already",
				       "name each file once");
		if (!files_.read)
			return failure("no files can be read here");
		auto input = files_.read(name, bytes_left_);
		if (!input)
			return std::unexpected(input.error());
		if (input->text.size() > bytes_left_)
			return failure("with " + in_quotes(name) + " the policy is larger than " +
					   std::to_string(kLargestPolicyBytes >> 20) + " MiB",
				       "is this the right file?");
		if (const auto same = ids_.find(input->id); same != ids_.end())
			return failure(in_quotes(name) + " is the same file as " + in_quotes(same->second),
				       "name each file once");
		read_file(std::move(*input), name, FileRole::kIncluded);
		return {};
	}

	void include_error(const Word &word, const Error &error)
	{
		report_.error(word.place, "include", "include", error.message,
			      error.hint.empty() ? "correct the file, or remove it here" : error.hint);
	}

	const std::string &main_file_;
	const Files &files_;
	Policy policy_;
	Report report_;
	Sources sources_;
	Sha256List hashes_;
	YamlBudget budget_;
	VariableNames main_names_;
	std::set<std::string> names_;            // of the files read
	std::map<std::string, std::string> ids_; // of the same, with their names
	std::unordered_map<std::string, Place> tool_places_, signer_places_;
	std::size_t bytes_left_ = kLargestPolicyBytes;
	std::size_t words_read_ = 0; // of `include`
	std::size_t files_read_ = 0; // included ones
};

} // namespace

ReadPolicy read_policy_text(std::string text, const std::string &name, const Files &files)
{
	return Reading(name, files).read({.text = std::move(text), .id = {}, .writers = {}});
}

ReadPolicy read_policy_file(const std::string &path)
{
	Reading reading(path, disk_files());
	auto input = read_input(path, kLargestPolicyBytes, InputKind::kFileOrPipe);
	if (!input)
		return reading.refuse("unreadable", input.error().message, input.error().hint);
	return reading.read(std::move(*input));
}

} // namespace watchbpf::policy
