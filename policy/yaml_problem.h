// SPDX-License-Identifier: Apache-2.0
// What can be said about text that yaml-cpp, or the tree, refuses.
#pragma once

#include <string>
#include <string_view>

#include "policy/diagnostic.h"

namespace YAML {
class Exception;
}

namespace watchbpf::policy {

// An error at `place` that belongs to no item.
Diagnostic yaml_problem(Place place, std::string code, std::string message, std::string hint);

Diagnostic yaml_too_deep(Place place);
// The parser read too far ahead of what it found last, at `place`.
Diagnostic yaml_too_far(Place place);
// yaml-cpp's own error, in `text`; the last thing that it found was at `seen_line`.
Diagnostic yaml_syntax_problem(const YAML::Exception &error, std::string_view text, const std::string &file,
			       int seen_line);

} // namespace watchbpf::policy
