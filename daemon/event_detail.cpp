// SPDX-License-Identifier: Apache-2.0
#include "daemon/event_detail.h"

#include "bpf/instruction.h"
#include "bpf/target.h"
#include "daemon/event_object.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

namespace {

std::string within(const std::string &text)
{
	return text.empty() ? "" : " (" + text + ")";
}

std::string place_of(const wb_cause &cause)
{
	return cause.instruction == WB_NOT_KNOWN ? "" : "insn " + std::to_string(cause.instruction);
}

std::string joined(const std::string &what, const std::string &place)
{
	return what.empty() || place.empty() ? what + place : what + ", " + place;
}

// Opcode 0 is none: a store or a helper's, and the verifier did not tell which.
std::string access_kind(std::uint32_t opcode)
{
	if (opcode == 0)
		return "access";
	if (wb_is_atomic(opcode))
		return "atomic";
	return wb_is_store(opcode) ? "store" : "load";
}

bool is_map_effect(const wb_event &event)
{
	return event.reason == WB_REASON_EFFECT && event.effect >= WB_EFFECT_WRITE_OWN_MAP &&
	       event.effect < WB_EFFECT_WRITE_OWN_MAP + WB_MAP_EFFECTS;
}

// The two effects that a program has without an instruction that makes them.
std::string whole_program(const wb_event &event)
{
	if (event.effect == WB_EFFECT_SLEEP)
		return "sleepable program";
	if (event.effect == WB_EFFECT_WRITE_KERNEL && event.program_type != WB_NOT_KNOWN)
		return "program type " + policy::program_type_name(event.program_type);
	return "";
}

std::string effect_detail(const wb_event &event, const KfuncName &kfunc_name)
{
	const std::string effect = "effect " + policy::effect_word(event.effect);
	if (const auto map = event_map(event); !map.empty())
		return effect + within(joined("map " + escape_word(map), place_of(event.cause)));
	if (event.cause.kind == WB_CAUSE_NONE)
		return effect + within(whole_program(event));
	return effect + within(cause_text(event.cause, kfunc_name));
}

std::string kfunc_detail(const wb_event &event, const KfuncName &kfunc_name)
{
	wb_cause cause = event.cause;
	const std::string place = place_of(cause);
	cause.instruction = WB_NOT_KNOWN;
	const std::string kfunc = cause_text(cause, kfunc_name);
	return kfunc.empty() ? "" : kfunc + " not allowed" + within(place);
}

// Too long a name is kept as '?', and matches nothing.
std::string target_detail(const wb_event &event)
{
	const auto target = event_target(event);
	return target.empty() ? ""
			      : "kernel function " + escape_word(target) + " not among the tool's targets";
}

// By the function it is for, or by what it calls.
std::string guard_detail(const wb_event &event)
{
	wb_target target{};
	event_target(event).substr(0, sizeof(target.name) - 1).copy(target.name, sizeof(target.name) - 1);
	if (wb_target_guards(&target))
		return "kernel function " + escape_word(target.name) + " could switch watchbpf off";
	return effects_are_known(event) && event.effects & WB_DOES_GUARD
		   ? "effect guard could switch watchbpf off"
		   : "";
}

} // namespace

bool effects_are_known(const wb_event &event)
{
	return event.hook == WB_HOOK_PROGRAM_FD && event.effects != WB_NOT_KNOWN;
}

std::string effects_word(const wb_event &event)
{
	std::string word = policy::effects_text(event.effects);
	std::erase(word, ' ');
	return word;
}

std::string_view event_map(const wb_event &event)
{
	return is_map_effect(event) || is_about_used_map(event) ? field_text(event.path, sizeof(event.path))
								: std::string_view();
}

std::string_view event_target(const wb_event &event)
{
	const bool is_one =
	    event.hook == WB_HOOK_PROGRAM_FD && !is_map_effect(event) && !is_about_used_map(event);
	return is_one ? field_text(event.path, sizeof(event.path)) : std::string_view();
}

std::optional<CauseWords> cause_words(const wb_cause &cause, const KfuncName &kfunc_name)
{
	switch (cause.kind) {
	case WB_CAUSE_HELPER: {
		const bool known = policy::effects_of_helper(cause.number).has_value();
		return CauseWords{"helper", known ? helper_words(cause.number) : ""};
	}
	case WB_CAUSE_KFUNC:
		return CauseWords{"kfunc", kfunc_name ? kfunc_name(cause.number) : ""};
	case WB_CAUSE_ACCESS:
		return CauseWords{access_kind(cause.number), ""};
	}
	return std::nullopt;
}

std::string helper_words(std::uint32_t helper)
{
	const std::string name = policy::helper_name(helper);
	return policy::effects_of_helper(helper) ? "bpf_" + name : name;
}

std::string cause_text(const wb_cause &cause, const KfuncName &kfunc_name)
{
	const auto words = cause_words(cause, kfunc_name);
	if (!words)
		return "";
	std::string what = words->kind == "access" ? "" : words->kind;
	if (!words->name.empty())
		what += " " + escape_word(words->name);
	else if (cause.kind != WB_CAUSE_ACCESS)
		what += " " + std::to_string(cause.number);
	return joined(what, place_of(cause));
}

std::string event_detail(const wb_event &event, const EventContext &context)
{
	// A pin: of a map that a program writes which may not write pinned ones.
	if (event.hook == WB_HOOK_COMMAND && event.reason == WB_REASON_EFFECT)
		return "effect " + policy::effect_word(event.effect);
	if (const std::string object = object_detail(event, context); !object.empty())
		return is_about_used_map(event) ? object + within(cause_text(event.cause, context.kfunc_name))
						: object;
	if (event.hook != WB_HOOK_PROGRAM_FD)
		return "";
	switch (event.reason) {
	case WB_REASON_EFFECT:
		return effect_detail(event, context.kfunc_name);
	case WB_REASON_HELPER:
		return cause_text(event.cause, context.kfunc_name) + " not allowed";
	case WB_REASON_KFUNC:
		return kfunc_detail(event, context.kfunc_name);
	case WB_REASON_TARGET:
		return target_detail(event);
	case WB_REASON_GUARD:
		return guard_detail(event);
	}
	return "";
}

} // namespace watchbpf::daemon
