// SPDX-License-Identifier: Apache-2.0
#include "policy/question_program.h"

#include <algorithm>

// C narrows without a word, and a cast of its kind is no C++ of ours.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include "bpf/instruction.h"
#pragma GCC diagnostic pop
#include "bpf/target.h"
#include "policy/kfuncs.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

constexpr std::uint32_t kEveryEffect = (1u << WB_EFFECT_COUNT) - 1;

// Which map a helper writes is the program's, and so the question's to say.
std::uint32_t effects_of_call(std::uint32_t helper, std::uint32_t type)
{
	const std::uint32_t effects = effects_of_helper(helper).value_or(WB_DOES_UNKNOWN);
	const bool packet = effects & WB_READS_CONTEXT && wb_is_in_set(type, WB_PACKET_CONTEXT_TYPES);
	return (effects & kEveryEffect) | (packet ? WB_DOES_READ_PACKET : WB_DOES_NOTHING);
}

bool is_named(const Generation &generation, std::uint32_t limits, std::uint32_t kfunc)
{
	return std::ranges::any_of(generation.kfuncs, [&](const wb_kfunc_key &key) {
		return key.limits == limits && key.kfunc == kfunc;
	});
}

void add_kfunc(wb_program_facts &facts, const AskedKfunc &kfunc, bool named)
{
	std::uint32_t effects = effects_of_kfunc(kfunc.name).value_or(WB_DOES_UNKNOWN) & kEveryEffect;
	if (named)
		effects &= ~static_cast<std::uint32_t>(WB_DOES_UNKNOWN);
	else if (!facts.kfunc_refused)
		facts.kfunc_refused = kfunc.number;
	facts.effects |= effects;
}

// As the kernel side keeps it: no name that fills the record is one that a policy can say.
wb_target record_of(const std::string &target)
{
	wb_target record{};
	target.copy(record.name, sizeof(record.name) - 1);
	if (target.size() >= sizeof(record.name) - 1)
		record.name[0] = '?';
	return record;
}

void add_target(wb_program_facts &facts, const std::string &name, const wb_limits *limits)
{
	if (name.empty())
		return;
	const wb_target target = record_of(name);
	facts.target_guards = static_cast<__u32>(wb_target_guards(&target));
	facts.target_refused =
	    limits && limits->flags & WB_LIMIT_TARGETS && !wb_target_is_listed(&target, limits);
}

} // namespace

wb_program_facts facts_of_loader(const ProgramQuestion &program, wb_hook hook)
{
	wb_program_facts facts{};
	facts.knowledge = WB_KNOWS_LOADER;
	facts.type = program.type;
	facts.attach_type = program.attach_type;
	facts.instructions = program.instructions;
	facts.keyring = program.keyring;
	// lsm/bpf runs before the kernel has checked it.
	facts.signature = hook == WB_HOOK_COMMAND ? WB_NOT_KNOWN : program.signature;
	return facts;
}

wb_program_facts facts_of_verified(const ProgramQuestion &program, const Generation &generation,
				   std::uint32_t limits)
{
	wb_program_facts facts = facts_of_loader(program, WB_HOOK_PROGRAM_FD);
	facts.knowledge = WB_KNOWS_ALL;
	facts.effects = program.effects | wb_effects_of_type(program.type);
	for (std::uint32_t helper = 0; helper < program.helpers.size(); helper++)
		if (program.helpers.test(helper)) {
			facts.helpers[helper / 64] |= 1ull << (helper % 64);
			facts.effects |= effects_of_call(helper, program.type);
		}
	for (const AskedKfunc &kfunc : program.kfuncs)
		add_kfunc(facts, kfunc, is_named(generation, limits, kfunc.number));
	add_target(facts, program.target,
		   limits < generation.limits.size() ? &generation.limits[limits] : nullptr);
	return facts;
}

} // namespace watchbpf::policy
