// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "daemon/schema_values.h"

namespace watchbpf::daemon {

std::vector<SchemaKey> keys_of_limits();

// `tools.NAME.guard`, and what holds of a tool that does not have it.
Json guard();
Json without_guard();

} // namespace watchbpf::daemon
