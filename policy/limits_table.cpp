// SPDX-License-Identifier: Apache-2.0
#include "policy/limits_table.h"

#include <algorithm>
#include <cstring>

#include "policy/item_path.h"

namespace watchbpf::policy {

wb_target_rule target_rule_of(std::string_view target)
{
	const bool is_start = target.ends_with('*');
	const std::string_view name = is_start ? target.substr(0, target.size() - 1) : target;
	const std::size_t size = std::min(name.size(), sizeof(wb_target::name) - 1);
	wb_target_rule rule{};

	std::memcpy(rule.name.name, name.data(), size);
	// Of a whole name, the NULs behind it are compared too. "*" is a record of zeroes, which
	// is none; the reader lets none pass.
	std::memset(rule.mask.name, 0xff, is_start ? size : sizeof(rule.mask.name));
	return rule;
}

LimitsTable::LimitsTable(const Host &host, Generation &generation, Report &report)
    : host_(host), generation_(generation), report_(report), records_(generation.limits)
{
}

std::uint32_t LimitsTable::add(const Tool &tool)
{
	const ProgramLimits &limits = tool.programs.limits;
	if (limits.places.empty())
		return 0;
	const std::string item = item_of(tool) + ".programs";
	wb_limits record = compiled(limits, item);
	// The two answer one question: whether programs may have this effect.
	if (limits.has(WB_LIMIT_EFFECTS) && tool.guard.programs)
		record.effects |= WB_DOES_GUARD;
	const Kfuncs kfuncs = numbers_of(limits.kfuncs, item + ".kfuncs");
	const auto [index, is_new] = records_.add(record, kfuncs);
	if (is_new)
		for (const std::uint32_t kfunc : kfuncs)
			generation_.kfuncs.push_back({.limits = index, .kfunc = kfunc});
	return index;
}

void LimitsTable::finish()
{
	const auto as_pair = [](const wb_kfunc_key &key) { return std::pair(key.limits, key.kfunc); };
	std::ranges::sort(generation_.kfuncs, {}, as_pair);
}

wb_limits LimitsTable::compiled(const ProgramLimits &limits, const std::string &item)
{
	wb_limits record{};
	for (const auto &[limit, place] : limits.places)
		record.flags |= limit;
	record.max_instructions = limits.max_instructions;
	record.effects = limits.effects & ~static_cast<std::uint32_t>(WB_DOES_GUARD);
	record.keyring = limits.keyring;
	record.attach_types = limits.attach.to_ullong();
	for (std::size_t helper = 0; helper < limits.helpers.size(); helper++)
		if (limits.helpers.test(helper))
			record.helpers[helper / 64] |= 1ull << (helper % 64);
	add_targets(limits.targets, record, item + ".targets");
	return record;
}

void LimitsTable::add_targets(const std::vector<Word> &targets, wb_limits &record, const std::string &item)
{
	if (targets.size() > WB_TARGETS) {
		report_.error(targets[WB_TARGETS].place, item, "too-many",
			      std::to_string(targets.size()) + " targets, a tool can have " +
				  std::to_string(WB_TARGETS),
			      "name several at once by how they begin: 'vfs_*'");
		return;
	}
	std::ranges::transform(targets, record.targets,
			       [](const Word &target) { return target_rule_of(target.text); });
}

// A policy may be for several kernels: what this one does not have, no program can
// call here.
LimitsTable::Kfuncs LimitsTable::numbers_of(const std::vector<Word> &kfuncs, const std::string &item)
{
	Kfuncs numbers;
	for (const Word &kfunc : kfuncs) {
		if (!host_.kfunc)
			break;
		if (const auto number = host_.kfunc(kfunc.text))
			numbers.push_back(*number);
		else
			report_.warning(kfunc.place, item, "unknown-kfunc", number.error().message,
					number.error().hint);
	}
	std::ranges::sort(numbers);
	numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
	return numbers;
}

} // namespace watchbpf::policy
