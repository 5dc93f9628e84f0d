// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/schema_values.h"

namespace watchbpf::daemon {

// `tools.NAME.maps` and `tools.NAME.links`.
Json maps();
Json links();

} // namespace watchbpf::daemon
