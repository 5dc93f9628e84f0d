// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>

#include "policy/compiler.h"
#include "policy/text.h"

namespace watchbpf::policy {

// Far above the ids that systems give to people and services.
static constexpr std::uint32_t kFirstInvented = 0xf000'0000;

static Result<std::uint32_t> invented(std::map<std::string, std::uint32_t> &known, const std::string &name)
{
	if (const auto number = number_of(name))
		return *number;
	if (name == "root")
		return 0;
	return known.emplace(name, kFirstInvented + static_cast<std::uint32_t>(known.size())).first->second;
}

Host offline_host()
{
	const auto users = std::make_shared<std::map<std::string, std::uint32_t>>();
	const auto groups = std::make_shared<std::map<std::string, std::uint32_t>>();
	const auto kfuncs = std::make_shared<std::map<std::string, std::uint32_t>>();
	Host host;
	host.user_id = [users](const std::string &name) { return invented(*users, name); };
	host.group_id = [groups](const std::string &name) { return invented(*groups, name); };
	host.kfunc = [kfuncs](const std::string &name) -> Result<std::uint32_t> {
		// BTF's numbers start at 1.
		const auto next = static_cast<std::uint32_t>(kfuncs->size()) + 1;
		return kfuncs->emplace(name, next).first->second;
	};
	return host;
}

} // namespace watchbpf::policy
