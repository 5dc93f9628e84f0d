// SPDX-License-Identifier: Apache-2.0
#include "daemon/generation_maps.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <utility>

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

static std::vector<__u32> numbers_up_to(std::size_t end)
{
	std::vector<__u32> numbers(end);
	std::iota(numbers.begin(), numbers.end(), 0);
	return numbers;
}

template <typename Key, typename Value>
Result<void> GenerationMaps::add_to(Fd &map, bpf_map_type type, const char *name,
				    const std::vector<Key> &keys, const std::vector<Value> &values)
{
	auto made = create_map(type, name, sizeof(Key), sizeof(Value), keys.size(),
			       type == BPF_MAP_TYPE_ARRAY ? BPF_F_INNER_MAP : 0);
	if (!made)
		return std::unexpected(made.error());
	const auto frozen = fill_and_freeze(*made, keys, values);
	if (!frozen)
		return std::unexpected(frozen.error());
	objects_.push_back(*frozen);
	map = std::move(*made);
	return {};
}

Result<GenerationMaps> GenerationMaps::create(const policy::Generation &generation)
{
	std::vector<wb_identity_key> digests;
	std::vector<__u32> owners;
	for (const auto &[key, tool] : generation.identities) {
		digests.push_back(key);
		owners.push_back(tool);
	}

	GenerationMaps maps;
	const auto add_array = [&](Fd &map, const char *name, const auto &records) {
		return maps.add_to(map, BPF_MAP_TYPE_ARRAY, name, numbers_up_to(records.size()), records);
	};
	const auto add_hash = [&](Fd &map, const char *name, const auto &keys, const auto &values) {
		return maps.add_to(map, BPF_MAP_TYPE_HASH, name, keys, values);
	};
	Result<void> done = add_hash(maps.identities_, "wb_identities_1", digests, owners);
	if (done)
		done = add_array(maps.tools_, "wb_tools_1", generation.tools);
	if (done)
		done = add_array(maps.wheres_, "wb_wheres_1", generation.wheres);
	if (done)
		done = add_array(maps.limits_, "wb_limits_1", generation.limits);
	if (done)
		done = add_array(maps.reaches_, "wb_reaches_1", generation.reaches);
	if (done)
		done = add_hash(maps.kfuncs_, "wb_kfuncs_1", generation.kfuncs,
				std::vector<__u32>(generation.kfuncs.size(), 1));
	if (!done)
		return std::unexpected(done.error());
	return maps;
}

Result<void> GenerationMaps::install(const Outer &outer) const
{
	const __u32 slot = 0;
	for (const auto &[map, inner] :
	     {std::pair(outer.identities, identities_.get()), std::pair(outer.tools, tools_.get()),
	      std::pair(outer.wheres, wheres_.get()), std::pair(outer.limits, limits_.get()),
	      std::pair(outer.reaches, reaches_.get()), std::pair(outer.kfuncs, kfuncs_.get())})
		if (bpf_map_update_elem(map, &slot, &inner, BPF_ANY) || bpf_map_freeze(map))
			return system_failure("installing the policy in the kernel", errno);
	return {};
}

} // namespace watchbpf::daemon
