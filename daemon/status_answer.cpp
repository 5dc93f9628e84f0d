// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_answer.h"

#include "daemon/json.h"

namespace watchbpf::daemon {

std::optional<std::string> answer_status(const std::string &request, Status status, const BpfObject &object,
					 const EventStream &stream, const policy::Generation &generation)
{
	if (request != "status" && request != "objects")
		return std::nullopt;
	auto list = object.list_objects();
	if (!list)
		return line_of({{"error", list.error().message}});
	status.list = std::move(*list);
	for (std::uint32_t counter = 0; counter < WB_COUNTERS; counter++)
		status.counters[counter] = object.counter(static_cast<wb_counter>(counter));
	status.losses = stream.losses();
	for (const wb_object_kind kind : {WB_OBJECT_MAP, WB_OBJECT_PROGRAM, WB_OBJECT_LINK})
		status.capacity[kind] = object.capacity(kind);
	return status_json(status, generation, request == "objects");
}

} // namespace watchbpf::daemon
