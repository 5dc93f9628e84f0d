// SPDX-License-Identifier: Apache-2.0
#include "policy/reach_table.h"

#include "bpf/vocabulary.h"

namespace watchbpf::policy {

static wb_reach reach_of(const Tool &tool)
{
	wb_reach reach{};
	if (tool.maps.use)
		reach.creates = WB_ALL_MAP_TYPES;
	return reach;
}

ReachTable::ReachTable(Generation &generation) : generation_(generation)
{
	generation_.reaches.emplace_back();
}

std::uint32_t ReachTable::add(const Tool &tool)
{
	const wb_reach reach = reach_of(tool);
	const std::string bytes(reinterpret_cast<const char *>(&reach), sizeof(reach));
	if (bytes == std::string(sizeof(reach), '\0'))
		return 0;
	const auto next = static_cast<std::uint32_t>(generation_.reaches.size());
	const auto [entry, is_new] = known_.emplace(bytes, next);
	if (is_new)
		generation_.reaches.push_back(reach);
	return entry->second;
}

} // namespace watchbpf::policy
