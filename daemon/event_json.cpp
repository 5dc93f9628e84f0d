// SPDX-License-Identifier: Apache-2.0
#include <ctime>
#include <string>

#include "daemon/event_detail.h"
#include "daemon/event_lines.h"
#include "daemon/event_object.h"
#include "daemon/json.h"
#include "policy/digest.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

// "2026-01-31T23:59:59.123456789Z"
static std::string wall_time(std::int64_t nanoseconds)
{
	const std::time_t seconds = nanoseconds / 1'000'000'000;
	std::tm utc{};
	gmtime_r(&seconds, &utc);
	char date[32], text[48];
	std::strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &utc);
	std::snprintf(text, sizeof(text), "%s.%09lldZ", date,
		      static_cast<long long>(nanoseconds % 1'000'000'000));
	return text;
}

static Json number_or_null(std::uint32_t number)
{
	return number == WB_NOT_KNOWN ? Json() : Json(number);
}

static const char *hook_name(std::uint8_t hook)
{
	static constexpr const char *kNames[WB_HOOK_COUNT] = {
	    "exec",    "command", "load",     "map-fd",     "program-fd", "sysctl", "trace",
	    "receive", "mapping", "pin-open", "pin-remove", "socket",     "device", "netlink"};
	return hook < WB_HOOK_COUNT ? kNames[hook] : "unknown";
}

static const char *verdict_name(std::uint8_t action)
{
	return action == WB_ALLOW ? "allow" : action == WB_DENY ? "deny" : "would-deny";
}

static void add_task(Json &json, const wb_event &event)
{
	json["process"] = field_text(event.process, sizeof(event.process));
	json["pid"] = event.pid;
	json["tid"] = event.tid;
	json["parent"] = event.parent;
	json["uid"] = event.uid;
	json["pod"] = text_or_null(field_text(event.cgroup_name, sizeof(event.cgroup_name)));
	json["cgroup_id"] = event.cgroup;
}

static void add_operation(Json &json, const wb_event &event)
{
	const bool command = event.command != WB_NOT_KNOWN;
	const bool program = event.program_type != WB_NOT_KNOWN;
	const auto digest = policy::Digest::from_kernel(event.digest);

	json["op"] = event_operation(event);
	json["hook"] = hook_name(event.hook);
	json["command"] = command ? Json(policy::command_kernel_name(event.command)) : Json();
	json["command_number"] = number_or_null(event.command);
	json["type"] = program ? Json(policy::program_type_name(event.program_type)) : Json();
	json["attach_type"] = number_or_null(event.attach_type);
	json["map_type"] = number_or_null(event.map_type);
	json["name"] = text_or_null(field_text(event.object, sizeof(event.object)));
	json["path"] =
	    event.hook == WB_HOOK_EXEC ? text_or_null(field_text(event.path, sizeof(event.path))) : Json();
	json["digest"] = digest ? Json(digest->text()) : Json();
}

static Json effects_of(const wb_event &event)
{
	if (!effects_are_known(event))
		return Json();
	Json words = Json::array();
	for (std::uint32_t bit = 0; bit < WB_EFFECT_COUNT; bit++)
		if (event.effects >> bit & 1)
			words.push_back(policy::effect_word(bit));
	return words;
}

static Json cause_of(const wb_event &event, const EventContext &context)
{
	const auto words = cause_words(event.cause, context.kfunc_name);
	if (!effects_are_known(event) || !words)
		return Json();
	return {{"kind", words->kind},
		{"name", text_or_null(words->name)},
		{"number", event.cause.number},
		{"instruction", number_or_null(event.cause.instruction)}};
}

// What the program does, and what of it was refused.
static void add_program(Json &json, const wb_event &event, const EventContext &context)
{
	const bool refused = event.reason == WB_REASON_EFFECT && event.effect != WB_NOT_KNOWN;

	json["target"] = text_or_null(event_target(event));
	json["effects"] = effects_of(event);
	json["effect"] = refused ? Json(policy::effect_word(event.effect)) : Json();
	json["cause"] = cause_of(event, context);
	json["map"] = text_or_null(event_map(event));
}

// Whose object it is, and what was asked of it.
static void add_object(Json &json, const wb_event &event, const EventContext &context)
{
	const auto owner = event_owner(event, context);

	json["owner"] = owner ? Json(*owner) : Json();
	json["access"] = owner ? text_or_null(access_word(event.asked)) : Json();
}

std::string json_line(const wb_event &event, const EventContext &context)
{
	const std::string tool = event_tool(event, context);
	Json json;

	json["number"] = event.number;
	json["time"] = wall_time(static_cast<std::int64_t>(event.time) + context.boot_to_wall_ns);
	add_task(json, event);
	add_operation(json, event);
	add_program(json, event, context);
	add_object(json, event, context);
	json["verdict"] = verdict_name(event.action);
	json["action"] = event_action(event, context.audit);
	json["reason"] = policy::reason_code(event.reason);
	json["detail"] = text_or_null(event_detail(event, context));
	json["rule"] = policy::rule_text(event.rule, tool);
	json["tool"] = text_or_null(tool);
	json["generation"] = event.generation;
	json["mode"] = context.audit ? "audit" : "enforce";
	return line_of(json);
}

std::string json_losses(const Losses &losses)
{
	Json json;

	json["lost"]["decisions"] = losses.decisions;
	json["lost"]["execs"] = losses.execs;
	return line_of(json);
}

} // namespace watchbpf::daemon
