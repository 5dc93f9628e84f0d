// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "policy/result.h"

namespace watchbpf::policy {

// The SHA-256 of `bytes` in lower-case hex: the name of a policy in the log.
Result<std::string> sha256_hex(std::string_view bytes);

// The name of several files together: of one its own SHA-256, of more that of
// what `sha256sum FILE...` prints.
class Sha256List {
public:
	void add(std::string_view bytes, std::string_view name);
	Result<std::string> sha256() const;

private:
	Result<std::string> only_; // of the file, as long as there is one
	std::string lines_;
	std::size_t files_ = 0;
};

} // namespace watchbpf::policy
