// SPDX-License-Identifier: Apache-2.0
#include "daemon/strangers.h"

#include <bpf/bpf.h>

#include <cerrno>
#include <map>

#include "bpf/vocabulary.h"
#include "daemon/fd.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

using Strangers = std::map<__u32, Stranger>; // by program id

static std::string hex(const __u8 *bytes, std::size_t count)
{
	static constexpr char kDigits[] = "0123456789abcdef";
	std::string text;
	for (std::size_t i = 0; i < count; i++) {
		text += kDigits[bytes[i] >> 4];
		text += kDigits[bytes[i] & 15];
	}
	return text;
}

// false: gone meanwhile.
template <typename Info>
static Result<bool> describe(const Fd &object, Info &info)
{
	__u32 size = sizeof(info);
	if (!object.valid() && errno == ENOENT)
		return false;
	if (!object.valid() || bpf_obj_get_info_by_fd(object.get(), &info, &size))
		return system_failure("listing the programs that are loaded already", errno);
	return true;
}

static Result<void> add_program(Strangers &strangers, __u32 id, const std::string &type)
{
	bpf_prog_info info{};
	auto found = describe(Fd(bpf_prog_get_fd_by_id(id)), info);
	if (!found)
		return std::unexpected(found.error());
	if (!*found || (type.empty() && !policy::program_type_is_guard(info.type)))
		return {};
	const std::string kind = type.empty() ? policy::program_type_name(info.type) : type;
	strangers.insert({id,
			  {.what = kind + " program " + std::to_string(id),
			   .name = info.name,
			   .tag = hex(info.tag, sizeof(info.tag))}});
	return {};
}

static Result<void> add_link(Strangers &strangers, __u32 id)
{
	bpf_link_info info{};
	auto found = describe(Fd(bpf_link_get_fd_by_id(id)), info);
	if (!found)
		return std::unexpected(found.error());
	if (!*found || info.type != BPF_LINK_TYPE_TRACING || info.tracing.attach_type != BPF_MODIFY_RETURN)
		return {};
	return add_program(strangers, info.prog_id, "modify_return");
}

Result<std::vector<Stranger>> find_strangers()
{
	Strangers strangers;
	for (__u32 id = 0; bpf_link_get_next_id(id, &id) == 0;)
		if (auto added = add_link(strangers, id); !added)
			return std::unexpected(added.error());
	for (__u32 id = 0; bpf_prog_get_next_id(id, &id) == 0;)
		if (auto added = add_program(strangers, id, {}); !added)
			return std::unexpected(added.error());
	std::vector<Stranger> found;
	for (auto &[id, stranger] : strangers)
		found.push_back(std::move(stranger));
	return found;
}

} // namespace watchbpf::daemon
