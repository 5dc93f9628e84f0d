// SPDX-License-Identifier: Apache-2.0
// The two formats behind format_event().
#pragma once

#include <string>

#include "daemon/event_format.h"

namespace watchbpf::daemon {

std::string text_line(const wb_event &event, const EventContext &context);
std::string text_losses(const Losses &losses);

std::string json_line(const wb_event &event, const EventContext &context);
std::string json_losses(const Losses &losses);

} // namespace watchbpf::daemon
