// SPDX-License-Identifier: Apache-2.0
#include "daemon/program_answer_format.h"

#include <string_view>
#include <vector>

#include "bpf/vocabulary.h"
#include "daemon/event_detail.h"
#include "daemon/json.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

using policy::Outlook;

namespace {

// One program's answer in words; both formats take them from here.
class Words {
public:
	explicit Words(const ExplainedProgram &explained) : explained_(explained) {}

	// "alice load xdp from_netdev"
	std::string question() const
	{
		const policy::ProgramText &program = explained_.program;
		return policy::tool_word(explained_.policy, explained_.tool) + " load " +
		       policy::program_type_name(program.type) +
		       (program.name.empty() ? "" : " " + escape_word(program.name));
	}

	std::string action() const
	{
		switch (explained_.asked.outlook) {
		case Outlook::kAllowed:
			return "Approved";
		case Outlook::kDenied:
			return denied();
		case Outlook::kDepends:
			break;
		}
		return "Depends";
	}

	std::string_view certainty() const
	{
		switch (explained_.asked.outlook) {
		case Outlook::kAllowed:
			return ", whatever the verifier finds";
		case Outlook::kDenied:
			return explained_.asked.if_live ? ", if that code is live" : "";
		case Outlook::kDepends:
			break;
		}
		return " on what the verifier finds";
	}

	// Of what is denied: as an event would say it.
	std::string reason() const
	{
		const policy::ProgramAnswer &asked = explained_.asked;
		const std::string cause = cause_words_of(asked.cause);
		const std::string place = cause.empty() ? "" : " (" + cause + ")";
		switch (asked.answer.verdict.reason) {
		case WB_REASON_EFFECT:
			return effect(asked.effect);
		case WB_REASON_HELPER:
		case WB_REASON_KFUNC:
			return cause + " not allowed";
		case WB_REASON_GUARD:
			// Of the other types that guard, it is not the function's fault.
			if (cause.empty() && explained_.program.type == WB_TYPE_TRACING &&
			    !policy::attach_type_is_guard(explained_.program.attach_type))
				return "kernel function " + escape_word(explained_.program.target) + " " +
				       plain_reason();
			return plain_reason() + place;
		default:
			return plain_reason();
		}
	}

	std::vector<std::string> effects() const { return effects_in(explained_.facts.effects); }

	std::vector<std::string> open() const { return effects_in(explained_.facts.open); }

	// What it depends on: each a half sentence.
	std::vector<std::string> depends() const
	{
		std::vector<std::string> all;
		for (std::uint32_t bit = 0; bit < WB_EFFECT_COUNT; bit++)
			if (explained_.asked.open >> bit & 1)
				all.push_back(effect(bit));
		if (explained_.asked.on_signature)
			all.emplace_back("the signature that its loader gives");
		if (explained_.asked.on_target)
			all.emplace_back("the kernel function that its loader names");
		return all;
	}

	std::vector<std::string> helpers() const
	{
		std::vector<std::string> all;
		for (const policy::HelperCall &call : explained_.facts.helpers)
			all.push_back(helper_words(call.number));
		return all;
	}

	std::vector<std::string> kfuncs() const
	{
		std::vector<std::string> all;
		for (const policy::KfuncCall &call : explained_.facts.kfuncs)
			all.push_back(kfunc_name(call));
		return all;
	}

	std::vector<std::string> maps() const
	{
		return {explained_.program.maps.begin(), explained_.program.maps.end()};
	}

	Json cause_json(const wb_cause &cause) const
	{
		const auto words = cause_words(cause, names());
		if (!words)
			return Json();
		return {{"kind", words->kind},
			{"name", text_or_null(words->name)},
			{"instruction", cause.instruction}};
	}

private:
	std::string denied() const
	{
		return explained_.asked.answer.verdict.action == WB_WOULD_DENY ? "WouldDeny" : "Denied";
	}

	std::string plain_reason() const
	{
		return std::string(policy::reason_text(explained_.asked.answer.verdict.reason));
	}

	std::string effect(std::uint32_t bit) const
	{
		const std::string cause =
		    bit < WB_EFFECT_COUNT ? cause_words_of(explained_.facts.causes[bit]) : "";
		return "effect " + policy::effect_word(bit) + (cause.empty() ? "" : " (" + cause + ")");
	}

	static std::vector<std::string> effects_in(std::uint32_t effects)
	{
		std::vector<std::string> all;
		for (std::uint32_t bit = 0; bit < WB_EFFECT_COUNT; bit++)
			if (effects >> bit & 1)
				all.push_back(policy::effect_word(bit));
		return all;
	}

	static std::string kfunc_name(const policy::KfuncCall &call)
	{
		return call.name.empty() ? std::to_string(call.number) : call.name;
	}

	KfuncName names() const
	{
		return [this](std::uint32_t index) {
			const auto &calls = explained_.facts.kfuncs;
			return index < calls.size() ? kfunc_name(calls[index]) : std::string();
		};
	}

	std::string cause_words_of(const wb_cause &cause) const { return cause_text(cause, names()); }

	const ExplainedProgram &explained_;
};

std::string joined(const std::vector<std::string> &words)
{
	std::string text;
	for (const std::string &word : words)
		text += (text.empty() ? "" : ", ") + policy::printable(word);
	return text;
}

void add_list(std::string &out, const char *what, const std::vector<std::string> &words)
{
	if (!words.empty())
		out += std::string(what) + ": " + joined(words) + "\n";
}

const char *mode_word(policy::Mode mode)
{
	return mode == policy::Mode::kAudit ? "audit" : "enforce";
}

std::string facts_text(const ExplainedProgram &explained, const Words &words)
{
	const policy::ProgramText &program = explained.program;
	std::string out = "program: " + policy::printable(explained.file);
	if (!program.section.empty())
		out += ", section " + policy::printable(program.section);
	out += ", " + std::to_string(program.instructions.size()) + " instructions\n";
	if (program.attach_type != 0)
		out += "attach: " + policy::attach_type_name(program.attach_type) + "\n";
	if (!program.target.empty())
		out += "target: " + policy::printable(program.target) + "\n";
	add_list(out, "helpers", words.helpers());
	add_list(out, "kfuncs", words.kfuncs());
	add_list(out, "maps", words.maps());
	std::string effects = joined(words.effects());
	if (explained.facts.writes_map)
		effects += (effects.empty() ? "" : ", ") + std::string("a map");
	out += "effects: " + (effects.empty() ? "none" : effects) + "\n";
	add_list(out, "open", words.open());
	return out;
}

std::string text_of(const ExplainedProgram &explained)
{
	const Words words(explained);
	const policy::ProgramAnswer &asked = explained.asked;
	std::string out = words.question() + ": " + words.action() + std::string(words.certainty()) + "\n" +
			  facts_text(explained, words);

	if (asked.outlook == Outlook::kDenied)
		out += "reason: " + policy::printable(words.reason()) + " [" +
		       std::string(policy::reason_code(asked.answer.verdict.reason)) + "]\n";
	add_list(out, "depends", words.depends());
	out += "rule: " + asked.answer.rule + "\n";
	if (!asked.answer.place.file.empty())
		out += "place: " + policy::place_text(asked.answer.place) + "\n" +
		       policy::snippet(asked.answer.place, explained.source);
	return out + "mode: " + mode_word(asked.answer.mode) +
	       (asked.answer.verdict.action == WB_WOULD_DENY ? ", so that it is only reported\n" : "\n");
}

Json place_of(const policy::Place &place)
{
	if (place.file.empty())
		return Json();
	return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

void add_facts(Json &json, const ExplainedProgram &explained, const Words &words)
{
	const policy::ProgramText &program = explained.program;

	json["file"] = explained.file;
	json["section"] = text_or_null(program.section);
	json["name"] = text_or_null(program.name);
	json["type"] = policy::program_type_name(program.type);
	json["attach_type"] = program.attach_type;
	json["target"] = text_or_null(program.target);
	json["instructions"] = program.instructions.size();
	json["helpers"] = words.helpers();
	json["kfuncs"] = words.kfuncs();
	json["maps"] = words.maps();
	json["effects"] = words.effects();
	json["writes_map"] = explained.facts.writes_map;
	json["open"] = words.open();
}

std::string json_of(const ExplainedProgram &explained)
{
	const Words words(explained);
	const policy::ProgramAnswer &asked = explained.asked;
	const bool denied = asked.outlook == Outlook::kDenied;
	const bool depends = asked.outlook == Outlook::kDepends;
	Json json;

	json["question"] = words.question();
	add_facts(json, explained, words);
	json["action"] = words.action();
	json["verdict"] = depends ? "depends" : std::string(policy::action_word(asked.answer.verdict.action));
	json["if_live"] = denied && asked.if_live;
	json["reason"] = depends ? Json() : Json(policy::reason_code(asked.answer.verdict.reason));
	json["detail"] = denied ? Json(words.reason()) : Json();
	json["effect"] =
	    denied && asked.effect != WB_NOT_KNOWN ? Json(policy::effect_word(asked.effect)) : Json();
	json["cause"] = denied ? words.cause_json(asked.cause) : Json();
	json["depends"] = words.depends();
	json["rule"] = asked.answer.rule;
	json["place"] = place_of(asked.answer.place);
	json["mode"] = mode_word(asked.answer.mode);
	return line_of(json);
}

} // namespace

std::string format_program(const ExplainedProgram &explained, OutputFormat format)
{
	return format == OutputFormat::kJson ? json_of(explained) : text_of(explained);
}

} // namespace watchbpf::daemon
