// SPDX-License-Identifier: Apache-2.0
#include "policy/program_answer.h"

#include <linux/bpf.h>

#include <algorithm>

#include "bpf/target.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

constexpr std::uint32_t kSomeKfunc = 1; // any number but 0: "one that the limits do not name"

// As the kernel side reads it: a longer name is none that a policy can say.
wb_target target_of(const std::string &name)
{
	wb_target target{};
	name.copy(target.name, sizeof(target.name) - 1);
	if (name.size() >= sizeof(target.name))
		target.name[0] = '?';
	return target;
}

class Asking {
public:
	Asking(const Policy &policy, const Generation &generation, std::uint32_t tool,
	       const ProgramText &program, const InstructionFacts &facts)
	    : policy_(policy), generation_(generation), tool_(tool), program_(program), facts_(facts)
	{
		if (tool < generation.tools.size())
			rule_ = &generation.tools[tool];
		if (rule_ && rule_->limits && rule_->limits < generation.limits.size())
			limits_ = &generation.limits[rule_->limits];
	}

	ProgramAnswer run()
	{
		ProgramAnswer asked;
		const wb_verdict loader = decide_loader();
		const wb_verdict least = loader.action == WB_ALLOW ? decide_least() : loader;
		const wb_verdict most = decide(facts_.effects | facts_.open);
		const bool denied = least.action != WB_ALLOW;
		say_why(asked, denied || most.action == WB_ALLOW ? least : most);
		asked.outlook = Outlook::kDenied;
		if (denied)
			return asked;
		asked.on_signature = limited(WB_LIMIT_SIGNED);
		asked.on_target = program_.target_open && asks_for_target();
		if (limited(WB_LIMIT_EFFECTS))
			asked.open = facts_.open & ~limits_->effects;
		const bool depends = most.action != WB_ALLOW || asked.on_signature || asked.on_target;
		asked.outlook = depends ? Outlook::kDepends : Outlook::kAllowed;
		return asked;
	}

private:
	bool asks_for_target() const
	{
		return limited(WB_LIMIT_TARGETS) || !(rule_ && rule_->flags & WB_TOOL_GUARD);
	}

	bool limited(wb_limit limit) const { return limits_ && limits_->flags & limit; }

	wb_program_facts known(std::uint32_t effects) const
	{
		const wb_target target = target_of(program_.target);
		wb_program_facts facts{};
		facts.knowledge = WB_KNOWS_ALL;
		facts.type = program_.type;
		facts.attach_type = program_.attach_type;
		facts.instructions = static_cast<__u32>(program_.instructions.size());
		facts.signature = WB_NOT_KNOWN;
		facts.effects = effects;
		facts.target_guards = static_cast<__u32>(wb_target_guards(&target));
		if (limited(WB_LIMIT_TARGETS) && target.name[0])
			facts.target_refused = !wb_target_is_listed(&target, limits_);
		for (const HelperCall &call : facts_.helpers)
			set_helper(facts, call.number);
		if (!std::ranges::all_of(facts_.kfuncs, &KfuncCall::named))
			facts.kfunc_refused = kSomeKfunc;
		return facts;
	}

	// A number past the mask counts as its last bit, as in the kernel (bpf/note.bpf.c).
	static void set_helper(wb_program_facts &facts, std::uint32_t helper)
	{
		const std::uint32_t bit = std::min<std::uint32_t>(helper, WB_HELPER_END - 1);
		facts.helpers[bit / 64] |= 1ull << (bit % 64);
	}

	wb_facts facts_at(wb_hook hook) const
	{
		wb_facts facts{};
		facts.tool = tool_;
		facts.hook = hook;
		facts.command = BPF_PROG_LOAD;
		facts.audit = policy_.mode == Mode::kAudit;
		facts.program = known(0);
		return facts;
	}

	// lsm/bpf, which is asked before the verifier runs.
	wb_verdict decide_loader() const
	{
		wb_facts facts = facts_at(WB_HOOK_COMMAND);
		facts.program.knowledge = WB_KNOWS_LOADER;
		facts.program.target_guards = 0;
		return wb_decide(rule_, limits_, &facts);
	}

	wb_verdict decide(std::uint32_t effects) const
	{
		wb_facts facts = facts_at(WB_HOOK_PROGRAM_FD);
		facts.program.effects = effects;
		return wb_decide(rule_, limits_, &facts);
	}

	// A map that is written is the tool's own or not: denied is what is denied either way.
	wb_verdict decide_least() const
	{
		if (!facts_.writes_map)
			return decide(facts_.effects);
		const wb_verdict own = decide(facts_.effects | WB_DOES_WRITE_OWN_MAP);
		return own.action == WB_ALLOW ? own : decide_shared(own);
	}

	wb_verdict decide_shared(const wb_verdict &own) const
	{
		const wb_verdict shared = decide(facts_.effects | WB_DOES_WRITE_SHARED_MAP);
		return shared.action == WB_ALLOW ? shared : own;
	}

	void say_why(ProgramAnswer &asked, const wb_verdict &verdict) const
	{
		const bool reports = rule_ && wb_only_reports(rule_, verdict.rule);
		asked.answer.verdict = verdict;
		asked.answer.tool_flags = rule_ ? rule_->flags : 0;
		asked.answer.mode = policy_.mode == Mode::kAudit || reports ? Mode::kAudit : Mode::kEnforce;
		asked.answer.rule =
		    rule_text(verdict.rule, tool_ == WB_UNTRUSTED ? "" : tool_word(policy_, tool_));
		asked.answer.place = place_of_rule(policy_, tool_, verdict);
		if (verdict.reason == WB_REASON_EFFECT)
			asked.effect = verdict.number;
		asked.cause = cause_of(verdict);
		asked.if_live = asked.cause.kind != WB_CAUSE_NONE;
	}

	wb_cause cause_of(const wb_verdict &verdict) const
	{
		switch (verdict.reason) {
		case WB_REASON_EFFECT:
			return facts_.causes[verdict.number % WB_EFFECT_COUNT];
		case WB_REASON_GUARD:
			return facts_.effects & WB_DOES_GUARD ? facts_.causes[WB_EFFECT_GUARD] : wb_cause{};
		case WB_REASON_HELPER:
			return cause_of_helper(verdict.number);
		case WB_REASON_KFUNC:
			return cause_of_kfunc();
		}
		return {};
	}

	wb_cause cause_of_helper(std::uint32_t number) const
	{
		const auto call = std::ranges::find_if(facts_.helpers, [&](const HelperCall &each) {
			return std::min<std::uint32_t>(each.number, WB_HELPER_END - 1) == number;
		});
		if (call == facts_.helpers.end())
			return {};
		return {WB_CAUSE_HELPER, call->number, call->instruction};
	}

	wb_cause cause_of_kfunc() const
	{
		const auto call = std::ranges::find(facts_.kfuncs, false, &KfuncCall::named);
		if (call == facts_.kfuncs.end())
			return {};
		return {WB_CAUSE_KFUNC, static_cast<__u32>(call - facts_.kfuncs.begin()), call->instruction};
	}

	const Policy &policy_;
	const Generation &generation_;
	std::uint32_t tool_;
	const ProgramText &program_;
	const InstructionFacts &facts_;
	const wb_tool *rule_ = nullptr;
	const wb_limits *limits_ = nullptr;
};

} // namespace

NamedKfunc named_kfuncs(const Generation &generation, std::uint32_t tool,
			std::function<std::uint32_t(const std::string &)> number)
{
	const std::uint32_t limits = tool < generation.tools.size() ? generation.tools[tool].limits : 0;
	return [&generation, limits, number = std::move(number)](const std::string &name) {
		return std::ranges::any_of(generation.kfuncs, [&](const wb_kfunc_key &key) {
			return key.limits == limits && key.kfunc != 0 && key.kfunc == number(name);
		});
	};
}

ProgramAnswer ask_of_program(const Policy &policy, const Generation &generation, std::uint32_t tool,
			     const ProgramText &program, const InstructionFacts &facts)
{
	return Asking(policy, generation, tool, program, facts).run();
}

} // namespace watchbpf::policy
