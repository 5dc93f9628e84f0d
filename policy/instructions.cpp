// SPDX-License-Identifier: Apache-2.0
#include "policy/instructions.h"

#include <algorithm>

#include "bpf/helper_effects.h"
#include "policy/kfuncs.h"

namespace watchbpf::policy {

namespace {

constexpr std::uint32_t kMapWrites = WB_WRITES_SOME_MAP | WB_WRITES_MAP_ARGUMENT | WB_WRITES_MEMORY_ARGUMENT;
// Source register of a call and of a 64-bit constant: what they mean (linux/bpf.h).
constexpr std::uint32_t kCallOfHelper = 0, kCallOfKfunc = 2;
constexpr std::uint32_t kMapSources = 1u << 1 | 1u << 2 | 1u << 5 | 1u << 6; // BPF_PSEUDO_MAP_…

// Programs that may be marked as sleepable by their loader.
constexpr std::uint64_t kSleepableTypes = 1ull << WB_TYPE_KPROBE | 1ull << WB_TYPE_TRACEPOINT |
					  1ull << WB_TYPE_RAW_TRACEPOINT | 1ull << WB_TYPE_TRACING |
					  1ull << WB_TYPE_STRUCT_OPS | 1ull << WB_TYPE_EXT |
					  1ull << WB_TYPE_LSM | 1ull << WB_TYPE_SYSCALL;

class Scan {
public:
	Scan(const ProgramText &program, const NamedKfunc &named) : program_(program), named_(named) {}

	InstructionFacts run()
	{
		has_map_ = !program_.maps.empty() || std::ranges::any_of(program_.instructions, loads_map);
		note(facts_.effects, wb_effects_of_type(program_.type), {});
		if (program_.sleepable)
			note(facts_.effects, WB_DOES_SLEEP, {});
		else if (program_.sleepable_open && wb_is_in_set(program_.type, kSleepableTypes))
			note(facts_.open, WB_DOES_SLEEP, {});
		for (std::uint32_t i = 0; i < program_.instructions.size(); i++)
			look_at(program_.instructions[i], i);
		facts_.open &= ~facts_.effects;
		return std::move(facts_);
	}

private:
	static bool is_wide_constant(std::uint64_t instruction)
	{
		return wb_opcode(instruction) == (BPF_LD | BPF_IMM | BPF_DW);
	}

	static bool loads_map(std::uint64_t instruction)
	{
		return is_wide_constant(instruction) && kMapSources >> wb_source(instruction) & 1;
	}

	// What is certain later takes the cause of what was open before.
	void note(std::uint32_t &effects, std::uint32_t news, const wb_cause &cause)
	{
		news &= WB_ALL_EFFECTS & ~(effects | facts_.effects);
		effects |= news;
		for (std::uint32_t effect = 0; effect < WB_EFFECT_COUNT; effect++)
			if (news >> effect & 1)
				facts_.causes[effect] = cause;
	}

	void look_at(std::uint64_t instruction, std::uint32_t index)
	{
		// The second half of a wide constant is data.
		if (index && is_wide_constant(program_.instructions[index - 1]) && !second_half_) {
			second_half_ = true;
			return;
		}
		second_half_ = false;
		if (!wb_may_have_effect(instruction))
			return;
		const wb_cause access{WB_CAUSE_ACCESS, wb_opcode(instruction), index};
		if (wb_opcode(instruction) == (BPF_JMP | BPF_CALL))
			look_at_call(instruction, index);
		else if (!wb_is_access(instruction))
			note(program_.externs.contains(index) ? facts_.open : facts_.effects,
			     program_.externs.contains(index) ? std::uint32_t{WB_DOES_READ_KERNEL}
							      : wb_effects_of_constant(instruction),
			     access);
		else if (!wb_is_stack_access(instruction))
			look_at_access(instruction, access);
	}

	void look_at_access(std::uint64_t instruction, const wb_cause &cause)
	{
		const std::uint32_t effects =
		    wb_effects_of_access(instruction, WB_POINTER_UNKNOWN, program_.type);
		note(facts_.open, effects, cause);
		if (effects & kMapWrites)
			note_map_write(false, cause);
	}

	void note_map_write(bool certain, const wb_cause &cause)
	{
		if (!has_map_)
			return;
		if (certain && !facts_.writes_map)
			for (std::uint32_t i = 0; i < WB_MAP_EFFECTS; i++)
				facts_.causes[WB_EFFECT_WRITE_OWN_MAP + i] = cause;
		facts_.writes_map |= certain;
		note(facts_.open, kMapEffects, cause);
	}

	void note_call(std::uint32_t effects, const wb_cause &cause)
	{
		note(facts_.effects, effects, cause);
		if (effects & (WB_WRITES_MAP_ARGUMENT | WB_WRITES_SOME_MAP))
			note_map_write(true, cause);
		else if (effects & WB_WRITES_MEMORY_ARGUMENT)
			note_map_write(false, cause);
	}

	void look_at_call(std::uint64_t instruction, std::uint32_t index)
	{
		// What the memory is that the callee is given, only the verifier knows.
		note(facts_.open,
		     wb_effects_of_unseen_arguments(facts_.effects | facts_.open, program_.type) &
			 WB_ALL_EFFECTS,
		     {WB_CAUSE_NONE, 0, index});
		if (wb_source(instruction) == kCallOfHelper)
			look_at_helper(wb_immediate(instruction), index);
		else if (wb_source(instruction) == kCallOfKfunc)
			look_at_kfunc(wb_immediate(instruction), index);
	}

	void look_at_helper(std::uint32_t helper, std::uint32_t index)
	{
		if (helpers_.insert(helper).second)
			facts_.helpers.push_back({helper, index});
		note_call(wb_effects_of_call(helper, program_.type), {WB_CAUSE_HELPER, helper, index});
	}

	void look_at_kfunc(std::uint32_t number, std::uint32_t index)
	{
		const auto found = program_.kfuncs.find(index);
		const std::string name = found == program_.kfuncs.end() ? "" : found->second;
		auto position = std::ranges::find_if(facts_.kfuncs, [&](const KfuncCall &call) {
			return call.name == name && (!name.empty() || call.number == number);
		});
		if (position == facts_.kfuncs.end()) {
			const bool named = !name.empty() && named_ && named_(name);
			position =
			    facts_.kfuncs.insert(position, {name, name.empty() ? number : 0, index, named});
		}
		std::uint32_t effects = effects_of_kfunc(name).value_or(WB_DOES_UNKNOWN | WB_WRITES_SOME_MAP);
		if (position->named)
			effects &= ~std::uint32_t{WB_DOES_UNKNOWN};
		note_call(effects, {WB_CAUSE_KFUNC,
				    static_cast<std::uint32_t>(position - facts_.kfuncs.begin()), index});
	}

	const ProgramText &program_;
	const NamedKfunc &named_;
	InstructionFacts facts_;
	std::set<std::uint32_t> helpers_;
	bool has_map_ = false;
	bool second_half_ = false;
};

} // namespace

InstructionFacts facts_of(const ProgramText &program, const NamedKfunc &named)
{
	return Scan(program, named).run();
}

} // namespace watchbpf::policy
