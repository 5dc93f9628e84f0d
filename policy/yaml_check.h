// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/report.h"
#include "policy/yaml_tree.h"

namespace watchbpf::policy {

// Reports what no policy may contain anywhere, whatever it would mean there:
// anchors, aliases, tags, merge keys, keys that are no words, repeated keys.
// Marks the nodes as flawed, so that nobody reports them again.
void check_yaml(YamlNode &root, const std::string &file, Report &report);

} // namespace watchbpf::policy
