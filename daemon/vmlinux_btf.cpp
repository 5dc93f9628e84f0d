// SPDX-License-Identifier: Apache-2.0
#include "daemon/vmlinux_btf.h"

#include <bpf/btf.h>

#include <algorithm>

namespace watchbpf::daemon {

void FreeBtf::operator()(btf *btf) const
{
	btf__free(btf);
}

// Of several functions of one name the first counts, as for libbpf.
static VmlinuxBtf::FunctionIds function_ids(const btf *btf)
{
	VmlinuxBtf::FunctionIds ids;
	for (std::uint32_t id = 1; btf && id < btf__type_cnt(btf); id++)
		if (const btf_type *type = btf__type_by_id(btf, id); btf_is_func(type))
			ids.emplace(btf__name_by_offset(btf, type->name_off), id);
	return ids;
}

VmlinuxBtf::VmlinuxBtf() : btf_(btf__load_vmlinux_btf()), functions_(function_ids(btf_.get())) {}
VmlinuxBtf::~VmlinuxBtf() = default;

std::uint32_t VmlinuxBtf::function_id(std::string_view name) const
{
	const auto found = functions_.find(name);
	return found == functions_.end() ? 0 : found->second;
}

bool VmlinuxBtf::takes_pointer(std::string_view function, int argument) const
{
	const std::uint32_t id = function_id(function);
	if (id == 0)
		return false;
	const btf_type *prototype = btf__type_by_id(btf_.get(), btf__type_by_id(btf_.get(), id)->type);
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
