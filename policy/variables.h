// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "policy/report.h"
#include "policy/source_text.h"
#include "policy/yaml_tree.h"

namespace watchbpf::policy {

// What all files of a policy together may still hold: ten lines of variables
// can stand for gigabytes.
struct YamlBudget {
	std::size_t nodes = kMostYamlNodes;
	std::size_t bytes = kLargestPolicyBytes;
};

using VariableNames = std::set<std::string, std::less<>>;

// Puts the file's variables in, everywhere but in keys and in `variables`
// itself; what is put in has the place of its use. `elsewhere`: names that count
// in another file, for hints. Returns the names that count in this one; nothing
// if a limit was reached, and then the tree is of no use.
std::optional<VariableNames> expand_variables(YamlNode &root, const std::string &file,
					      const VariableNames &elsewhere, YamlBudget &left,
					      Report &report);

} // namespace watchbpf::policy
