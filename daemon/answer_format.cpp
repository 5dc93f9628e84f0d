// SPDX-License-Identifier: Apache-2.0
#include "daemon/answer_format.h"

#include "daemon/json.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

using policy::Act;

namespace {

wb_hook first_hook(Act act)
{
	switch (act) {
	case Act::kCommand:
		return WB_HOOK_COMMAND;
	case Act::kExec:
		return WB_HOOK_EXEC;
	case Act::kTrace:
		return WB_HOOK_TRACE;
	default:
		return WB_HOOK_SYSCTL;
	}
}

// The event that lsm/bpf, or the one hook of another act, would report.
wb_event event_of(const Explained &explained)
{
	wb_event event{};
	event.hook = first_hook(explained.question.act);
	event.command = explained.question.command;
	event.program_type = explained.question.program.type;
	event.action = explained.answer.verdict.action;
	event.reason = explained.answer.verdict.reason;
	event.rule = explained.answer.verdict.rule;
	event.tool_flags = explained.answer.tool_flags;
	return event;
}

std::string action_of(const Explained &explained)
{
	return event_action(event_of(explained), explained.policy.mode == policy::Mode::kAudit);
}

// "alice load tracing modify_return"
std::string question_text(const Explained &explained)
{
	const policy::Question &question = explained.question;
	std::string text =
	    tool_word(explained.policy, question.tool) + " " + event_operation(event_of(explained));
	if (question.program.type != WB_NOT_KNOWN)
		text += " " + policy::program_type_name(question.program.type);
	if (question.program.attach_type != 0)
		text += " " + policy::attach_type_name(question.program.attach_type);
	if (question.object.map_type)
		text += " " + policy::map_type_name(*question.object.map_type);
	if (const std::string object = object_text(explained.policy, question.object); !object.empty())
		text += " " + object;
	if (question.act == Act::kTrace)
		text += " " + (question.own ? "watchbpf" : tool_word(explained.policy, question.target));
	return text;
}

// What the verdict's own hook is called where events show it; empty: the first.
std::string later_hook(const Explained &explained)
{
	wb_event event{};
	event.hook = explained.answer.hook;
	return explained.answer.hook == first_hook(explained.question.act) ? "" : event_operation(event);
}

const char *mode_word(policy::Mode mode)
{
	return mode == policy::Mode::kAudit ? "audit" : "enforce";
}

std::string text_of(const Explained &explained)
{
	const policy::Answer &answer = explained.answer;
	std::string out = question_text(explained) + ": " + action_of(explained) + "\n";

	if (!explained.file.empty())
		out += "file: " + policy::printable(explained.file) + "\n";
	out += "reason: " + std::string(policy::reason_text(answer.verdict.reason)) +
	       (answer.about.empty() ? "" : ": " + policy::printable(answer.about)) + " [" +
	       std::string(policy::reason_code(answer.verdict.reason)) + "]\n";
	out += "rule: " + answer.rule + "\n";
	if (const std::string hook = later_hook(explained); !hook.empty())
		out += "hook: " + hook + ", after lsm/bpf\n";
	if (!answer.place.file.empty())
		out += "place: " + place_text(answer.place) + "\n" + snippet(answer.place, explained.source);
	out += std::string("mode: ") + mode_word(answer.mode) +
	       (answer.verdict.action == WB_WOULD_DENY ? ", so that it is only reported\n" : "\n");
	if (!explained.advice.empty())
		out += "hint: " + policy::printable(explained.advice) + "\n";
	return out;
}

Json place_of(const policy::Place &place)
{
	if (place.file.empty())
		return Json();
	return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

void add_answer(Json &json, const policy::Answer &answer)
{
	json["verdict"] = policy::action_word(answer.verdict.action);
	json["reason"] = policy::reason_code(answer.verdict.reason);
	json["about"] = text_or_null(answer.about);
	json["rule"] = answer.rule;
	json["place"] = place_of(answer.place);
	json["mode"] = mode_word(answer.mode);
}

std::string json_of(const Explained &explained)
{
	Json json;

	json["question"] = question_text(explained);
	json["file"] = text_or_null(explained.file);
	json["action"] = action_of(explained);
	add_answer(json, explained.answer);
	json["hint"] = text_or_null(explained.advice);
	return line_of(json);
}

std::string text_of_case(const policy::CaseResult &result)
{
	const std::string name = policy::printable(result.asked.name);
	if (result.passed)
		return "ok " + name + "\n";
	std::string out = "not ok " + name + "\n";
	out += "  expected: " + expectation_text(result.asked) + "\n";
	out += "  came: " + answer_text(result.answer) + "\n";
	if (!result.answer.place.file.empty())
		out += "  rule at " + place_text(result.answer.place) + "\n";
	return out + "  case at " + place_text(result.asked.place) + "\n";
}

} // namespace

std::string format_answer(const Explained &explained, OutputFormat format)
{
	return format == OutputFormat::kJson ? json_of(explained) : text_of(explained);
}

std::string format_case(const policy::CaseResult &result, const std::string &table, OutputFormat format)
{
	if (format == OutputFormat::kText)
		return text_of_case(result);
	Json json;
	json["table"] = table;
	json["case"] = result.asked.name;
	json["case_place"] = place_of(result.asked.place);
	json["ok"] = result.passed;
	json["expected"] = expectation_text(result.asked);
	add_answer(json, result.answer);
	return line_of(json);
}

} // namespace watchbpf::daemon
