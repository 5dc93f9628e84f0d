// SPDX-License-Identifier: Apache-2.0
#include "policy/result.h"

#include <system_error>

namespace watchbpf {

std::unexpected<Error> system_failure(const std::string &doing, int error_number, std::string hint)
{
	// Not strerror(): it may share one buffer between threads.
	return failure(doing + ": " + std::generic_category().message(error_number), std::move(hint));
}

} // namespace watchbpf
