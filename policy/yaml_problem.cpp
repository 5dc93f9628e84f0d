// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml_problem.h"

#include <algorithm>

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>

#include "policy/yaml_stream.h"
#include "policy/yaml_tree.h"

namespace watchbpf::policy {

namespace {

// Whether the line that holds byte `at` is indented with a tab.
bool tab_indents(std::string_view text, std::size_t at)
{
	at = std::min(at, text.size());
	const std::size_t end = at ? text.rfind('\n', at - 1) : std::string_view::npos;
	const std::string_view line = text.substr(end == std::string_view::npos ? 0 : end + 1);
	return line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

// An error at the end of the file is shown behind its last word, not lines below.
Place end_of(std::string_view text, const std::string &file)
{
	const std::size_t size = text.find_last_not_of(" \t\r\n") + 1; // npos + 1 is 0
	text = text.substr(0, size);
	const std::size_t line_start = text.rfind('\n') + 1;
	return {file, static_cast<int>(std::ranges::count(text, '\n')) + 1,
		static_cast<int>(size - line_start) + 1};
}

// yaml-cpp's words are for people who know its parser; ours are for the others.
std::string hint_for(const std::string &message, int seen_line)
{
	namespace words = YAML::ErrorMsg;
	struct Translation {
		std::string_view word;
		const char *hint;
	};
	const Translation translations[] = {
	    {words::UNKNOWN_ANCHOR, "a value that starts with '*' needs quotes; aliases are not supported"},
	    {words::TAB_IN_INDENTATION, "indent with spaces, never with tabs"},
	    {words::UNKNOWN_TOKEN, "a value that starts with a special character needs quotes"},
	    {words::END_OF_MAP, "check the indentation, and the colon after each key"},
	    {words::END_OF_MAP_FLOW, "a '{' has no '}', or a comma is missing"},
	    {words::END_OF_SEQ, "check the indentation of the list's '-'"},
	    {words::END_OF_SEQ_FLOW, "a '[' has no ']', or a comma is missing"},
	    {words::MAP_VALUE, "a value that contains ': ' needs quotes"},
	    {words::BLOCK_ENTRY, "a list starts on a line of its own, below its key"},
	};

	for (const Translation &translation : translations)
		if (message == translation.word)
			return translation.hint;
	if (message == words::DOC_IN_SCALAR || message == words::EOF_IN_SCALAR)
		return "a quote was opened and not closed, not before line " + std::to_string(seen_line);
	return "docs/policy-language.md shows the form of a policy";
}

} // namespace

Diagnostic yaml_problem(Place place, std::string code, std::string message, std::string hint)
{
	return {
	    .severity = Severity::kError,
	    .code = std::move(code),
	    .place = std::move(place),
	    .item = {},
	    .message = std::move(message),
	    .hint = std::move(hint),
	};
}

Diagnostic yaml_too_deep(Place place)
{
	return yaml_problem(std::move(place), "too-deep",
			    "values are nested more than " + std::to_string(kDeepestYaml) + " levels deep",
			    "a policy needs no more than seven levels");
}

Diagnostic yaml_too_far(Place place)
{
	return yaml_problem(std::move(place), "too-large",
			    "more than " + std::to_string(kFarthestLookahead >> 20) +
				" MiB without a complete value start here",
			    "write a long list as lines that start with '- ', without brackets around it");
}

Diagnostic yaml_syntax_problem(const YAML::Exception &error, std::string_view text, const std::string &file,
			       int seen_line)
{
	Place place{.file = file};
	std::string hint = hint_for(error.msg, seen_line);

	if (!error.mark.is_null()) {
		const auto at = static_cast<std::size_t>(error.mark.pos);
		place = at < text.size() ? Place{file, error.mark.line + 1, error.mark.column + 1}
					 : end_of(text, file);
		if (tab_indents(text, at))
			hint = "indent with spaces, never with tabs";
		if (at > 0 && text.substr(std::min(at, text.size()) - 1).starts_with("${"))
			hint = "between brackets, '\"${NAME}\"' needs quotes";
	}
	return yaml_problem(std::move(place), "yaml-syntax", "not valid YAML: " + error.msg, std::move(hint));
}

} // namespace watchbpf::policy
