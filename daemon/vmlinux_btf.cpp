// SPDX-License-Identifier: Apache-2.0
#include "daemon/vmlinux_btf.h"

#include <bpf/btf.h>

#include <algorithm>

namespace watchbpf::daemon {

void VmlinuxBtf::Free::operator()(btf *btf) const
{
	btf__free(btf);
}

VmlinuxBtf::VmlinuxBtf() : btf_(btf__load_vmlinux_btf()) {}
VmlinuxBtf::~VmlinuxBtf() = default;

std::uint32_t VmlinuxBtf::function_id(const char *name) const
{
	const int id = btf_ ? btf__find_by_name_kind(btf_.get(), name, BTF_KIND_FUNC) : 0;
	return id > 0 ? static_cast<std::uint32_t>(id) : 0;
}

std::string VmlinuxBtf::function_name(std::uint32_t id) const
{
	const btf_type *type = btf_ ? btf__type_by_id(btf_.get(), id) : nullptr;
	return type && btf_is_func(type) ? btf__name_by_offset(btf_.get(), type->name_off) : "";
}

bool VmlinuxBtf::has_function(const char *name) const
{
	return function_id(name) != 0;
}

bool VmlinuxBtf::takes_pointer(const char *function, int argument) const
{
	const int id = btf_ ? btf__find_by_name_kind(btf_.get(), function, BTF_KIND_FUNC) : -1;
	if (id <= 0)
		return false;
	const btf_type *prototype =
	    btf__type_by_id(btf_.get(), btf__type_by_id(btf_.get(), static_cast<std::uint32_t>(id))->type);
	if (argument >= btf_vlen(prototype))
		return false;
	return btf_is_ptr(btf__type_by_id(btf_.get(), btf_params(prototype)[argument].type));
}

bool VmlinuxBtf::has_member(const char *type, const char *member) const
{
	const int id = btf_ ? btf__find_by_name_kind(btf_.get(), type, BTF_KIND_STRUCT) : -1;
	if (id <= 0)
		return false;
	const btf_type *structure = btf__type_by_id(btf_.get(), static_cast<std::uint32_t>(id));
	const btf_member *members = btf_members(structure);
	return std::any_of(members, members + btf_vlen(structure), [&](const btf_member &candidate) {
		return std::string_view(btf__name_by_offset(btf_.get(), candidate.name_off)) == member;
	});
}

std::vector<VmlinuxBtf::Enumerator> VmlinuxBtf::enumerators(const char *name) const
{
	const int id = btf_ ? btf__find_by_name_kind(btf_.get(), name, BTF_KIND_ENUM) : -1;
	std::vector<Enumerator> found;
	if (id <= 0)
		return found;
	const btf_type *enumeration = btf__type_by_id(btf_.get(), static_cast<std::uint32_t>(id));
	const struct btf_enum *values = ::btf_enum(enumeration);
	for (int i = 0; i < btf_vlen(enumeration); i++)
		found.push_back({btf__name_by_offset(btf_.get(), values[i].name_off),
				 static_cast<std::uint32_t>(values[i].val)});
	return found;
}

bool VmlinuxBtf::has_enumerator(const char *enumeration, const char *name) const
{
	const auto all = enumerators(enumeration);
	return std::any_of(all.begin(), all.end(),
			   [&](const Enumerator &candidate) { return candidate.name == name; });
}

std::vector<std::string_view> VmlinuxBtf::functions() const
{
	std::vector<std::string_view> names;
	for (std::uint32_t id = 1; btf_ && id < btf__type_cnt(btf_.get()); id++)
		if (const btf_type *type = btf__type_by_id(btf_.get(), id); btf_is_func(type))
			names.emplace_back(btf__name_by_offset(btf_.get(), type->name_off));
	return names;
}

std::unordered_map<std::string_view, std::uint32_t> VmlinuxBtf::function_ids() const
{
	std::unordered_map<std::string_view, std::uint32_t> ids;
	for (std::uint32_t id = 1; btf_ && id < btf__type_cnt(btf_.get()); id++)
		if (const btf_type *type = btf__type_by_id(btf_.get(), id); btf_is_func(type))
			ids.emplace(btf__name_by_offset(btf_.get(), type->name_off),
				    id); // the first, as above
	return ids;
}

std::vector<std::string_view> VmlinuxBtf::kfuncs() const
{
	std::vector<std::string_view> names;
	for (std::uint32_t id = 1; btf_ && id < btf__type_cnt(btf_.get()); id++) {
		const btf_type *tag = btf__type_by_id(btf_.get(), id);
		if (!btf_is_decl_tag(tag) ||
		    std::string_view(btf__name_by_offset(btf_.get(), tag->name_off)) != "bpf_kfunc")
			continue;
		const btf_type *marked = btf__type_by_id(btf_.get(), tag->type);
		names.emplace_back(btf__name_by_offset(btf_.get(), marked->name_off));
	}
	return names;
}

} // namespace watchbpf::daemon
