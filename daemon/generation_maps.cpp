// SPDX-License-Identifier: Apache-2.0
#include "daemon/generation_maps.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>

namespace watchbpf::daemon {

// One array element or hash entry a time costs a system call each.
static constexpr std::size_t kBatch = 4096;

// Types, sizes and flags must be those of the inner maps in bpf/maps.h.
static Result<Fd> create_map(bpf_map_type type, const char *name, std::size_t key_bytes,
			     std::size_t value_bytes, std::size_t entries, __u32 flags)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_RDONLY_PROG | flags);
	Fd map(bpf_map_create(type, name, static_cast<__u32>(key_bytes), static_cast<__u32>(value_bytes),
			      static_cast<__u32>(std::max<std::size_t>(entries, 1)), &options));
	if (!map.valid())
		return system_failure(std::string("creating map ") + name + " with " +
					  std::to_string(entries) + " entries",
				      errno);
	return map;
}

template <typename Key, typename Value>
static Result<void> fill(const Fd &map, const std::vector<Key> &keys, const std::vector<Value> &values)
{
	LIBBPF_OPTS(bpf_map_batch_opts, options, .elem_flags = BPF_ANY);
	for (std::size_t done = 0; done < keys.size();) {
		auto count = static_cast<__u32>(std::min(kBatch, keys.size() - done));
		if (bpf_map_update_batch(map.get(), keys.data() + done, values.data() + done, &count,
					 &options))
			return system_failure("writing the policy into the kernel", errno);
		done += count;
	}
	return {};
}

static Result<wb_object> freeze(const Fd &map)
{
	bpf_map_info info{};
	__u32 size = sizeof(info);
	if (bpf_map_freeze(map.get()) || bpf_obj_get_info_by_fd(map.get(), &info, &size))
		return system_failure("freezing the policy", errno);
	return wb_object{WB_OBJECT_MAP, info.id};
}

template <typename Key, typename Value>
static Result<wb_object> fill_and_freeze(const Fd &map, const std::vector<Key> &keys,
					 const std::vector<Value> &values)
{
	if (auto filled = fill(map, keys, values); !filled)
		return std::unexpected(filled.error());
	return freeze(map);
}

Result<GenerationMaps> GenerationMaps::create(const policy::Generation &generation)
{
	std::vector<wb_identity_key> digests;
	std::vector<__u32> owners, indices;
	for (const auto &[key, tool] : generation.identities) {
		digests.push_back(key);
		owners.push_back(tool);
	}
	for (__u32 index = 0; index < generation.tools.size(); index++)
		indices.push_back(index);

	auto identities = create_map(BPF_MAP_TYPE_HASH, "wb_identities_1", sizeof(wb_identity_key),
				     sizeof(__u32), digests.size(), 0);
	if (!identities)
		return std::unexpected(identities.error());
	auto tools = create_map(BPF_MAP_TYPE_ARRAY, "wb_tools_1", sizeof(__u32), sizeof(wb_tool),
				indices.size(), BPF_F_INNER_MAP);
	if (!tools)
		return std::unexpected(tools.error());

	GenerationMaps maps;
	for (const auto &frozen : {fill_and_freeze(*identities, digests, owners),
				   fill_and_freeze(*tools, indices, generation.tools)}) {
		if (!frozen)
			return std::unexpected(frozen.error());
		maps.objects_.push_back(*frozen);
	}
	maps.identities_ = std::move(*identities);
	maps.tools_ = std::move(*tools);
	return maps;
}

Result<void> GenerationMaps::install(int outer_identities, int outer_tools) const
{
	const __u32 slot = 0;
	const int identities = identities_.get(), tools = tools_.get();
	if (bpf_map_update_elem(outer_identities, &slot, &identities, BPF_ANY) ||
	    bpf_map_update_elem(outer_tools, &slot, &tools, BPF_ANY) || bpf_map_freeze(outer_identities) ||
	    bpf_map_freeze(outer_tools))
		return system_failure("installing the policy in the kernel", errno);
	return {};
}

} // namespace watchbpf::daemon
