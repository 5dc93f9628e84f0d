// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// The absolute path of a file, in its shortest form; empty: reported.
std::string read_path(const YamlItem &item);

// `tools.NAME.identities`; what is wrong is reported and left out.
std::vector<Identity> read_identities(const YamlItem &item);

} // namespace watchbpf::policy
