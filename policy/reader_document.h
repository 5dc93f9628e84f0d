// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/model.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

// An included file says what tools there are; how the policy is enforced stands
// in the main file alone, so that one look at it is enough.
enum class FileRole { kMain, kIncluded };

// What one file says, after its variables were put in.
struct Document {
	Mode mode = Mode::kEnforce;
	Untrusted untrusted = Untrusted::kDeny;
	Place untrusted_place;
	std::vector<Word> include;
	std::vector<Signer> signers;
	std::vector<Tool> tools;
};

// What is wrong is reported and left out.
Document read_document(const YamlItem &root, FileRole role);

} // namespace watchbpf::policy
