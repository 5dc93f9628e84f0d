// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/yaml_item.h"

namespace watchbpf::policy {

// Keys of a later version say nothing yet, but a mistake inside one is told
// now: reports wrong-type where the value of such a key has another shape.
void check_later_shape(const YamlItem &item);

} // namespace watchbpf::policy
