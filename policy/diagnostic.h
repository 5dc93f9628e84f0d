// SPDX-License-Identifier: Apache-2.0
// What the reader and the compiler have to say about a policy file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace watchbpf::policy {

// Where in a file; line and column count from 1, 0 means "the file as a whole".
struct Place {
	std::string file;
	int line = 0;
	int column = 0;
};

// `place`, or `otherwise` where the reader left none: it knows no place for what
// a policy leaves out.
const Place &place_or(const Place &place, const Place &otherwise);

enum class Severity { kError, kWarning };

struct Diagnostic {
	Severity severity = Severity::kError;
	std::string code; // stable, e.g. "unknown-key"; docs/policy-language.md lists them
	Place place;
	std::string item;    // chain of enclosing items, e.g. "tools.alice.identities[0]"
	std::string message; // what is wrong, one sentence without a full stop
	std::string hint;    // what to do; may be empty
};

// About a file as a whole.
Diagnostic about_file(const std::string &file, Severity severity, std::string code, std::string message,
		      std::string hint);

using Diagnostics = std::vector<Diagnostic>;

bool has_errors(const Diagnostics &diagnostics);

// Escape sequences are for terminals only.
enum class Colours { kNone, kTerminal };

// One diagnostic as people read it, ending with a newline:
//   alice.yaml:4:5: error: unknown key 'identites' [unknown-key]
//     in tools.alice
//       4 |     identites:
//         |     ^
//     hint: did you mean 'identities'?
// `source` is the file's text for the snippet; without it there is none.
std::string render(const Diagnostic &diagnostic, const std::string &source, Colours colours = Colours::kNone);

// Texts by the name of their file; each diagnostic shows its own one's line.
using Sources = std::map<std::string, std::string>;
std::string render(const Diagnostic &diagnostic, const Sources &sources, Colours colours = Colours::kNone);

// The middle of it: the place's line with a caret below its column. Empty for a
// file as a whole, and without `source`.
std::string snippet(const Place &place, std::string_view source);
// "alice.yaml:4:5", as far as it is known.
std::string place_text(const Place &place);

} // namespace watchbpf::policy
