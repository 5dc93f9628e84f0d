// SPDX-License-Identifier: Apache-2.0
// What the running watchbpf answers at its control socket.
#pragma once

#include <optional>
#include <string>

#include "daemon/bpf_object.h"
#include "daemon/event_stream.h"
#include "daemon/status.h"

namespace watchbpf::daemon {

// `constant`: what does not change while it runs. A request is "status" or "objects";
// nothing: it is neither.
std::optional<std::string> answer_status(const std::string &request, Status constant, const BpfObject &object,
					 const EventStream &stream, const policy::Generation &generation);

} // namespace watchbpf::daemon
