// SPDX-License-Identifier: Apache-2.0
#include "event.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

namespace watchbpf::guest {

using Json = nlohmann::json;

static std::string text(const Json &json, const char *key)
{
	const Json &value = json.at(key);
	return value.is_null() ? std::string() : value.get<std::string>();
}

static Event parse_event(const Json &json)
{
	const Json &command = json.at("command_number");
	Event event;

	event.number = json.at("number");
	event.process = text(json, "process");
	event.pod = text(json, "pod");
	event.pid = json.at("pid");
	event.tid = json.at("tid");
	event.uid = json.at("uid");
	event.parent = json.at("parent");
	event.op = text(json, "op");
	event.hook = text(json, "hook");
	event.type = text(json, "type");
	event.name = text(json, "name");
	event.path = text(json, "path");
	event.digest = text(json, "digest");
	event.command_number = command.is_null() ? kNoCommand : command.get<std::int64_t>();
	event.verdict = text(json, "verdict");
	event.action = text(json, "action");
	event.reason = text(json, "reason");
	event.rule = text(json, "rule");
	event.tool = text(json, "tool");
	event.mode = text(json, "mode");
	if (!json.at("effects").is_null())
		event.effects = json.at("effects");
	event.effect = text(json, "effect");
	event.owner = text(json, "owner");
	event.map = text(json, "map");
	return event;
}

std::ostream &operator<<(std::ostream &out, const Event &event)
{
	return out << "#" << event.number << " " << event.process << "[" << event.pid << "] " << event.hook
		   << " " << event.op << " " << event.type << " " << event.name << event.path << ": "
		   << event.verdict << " (" << event.reason << ", " << event.rule << ")";
}

Log parse_log(std::string_view json_lines)
{
	std::istringstream stream{std::string(json_lines)};
	Log log;

	for (std::string line; std::getline(stream, line);) {
		if (stream.eof())
			break; // not complete yet
		const Json json = Json::parse(line);
		if (json.contains("lost"))
			log.lost = {json["lost"].at("decisions"), json["lost"].at("execs")};
		else
			log.events.push_back(parse_event(json));
	}
	return log;
}

std::vector<Event> select(const std::vector<Event> &events, const Predicate &predicate)
{
	std::vector<Event> found;
	std::copy_if(events.begin(), events.end(), std::back_inserter(found), predicate);
	return found;
}

Predicate denied_to(std::int64_t pid)
{
	return [pid](const Event &event) { return event.pid == pid && event.denied(); };
}

std::optional<Event> first(const std::vector<Event> &events, const Predicate &predicate)
{
	const auto found = std::find_if(events.begin(), events.end(), predicate);
	return found == events.end() ? std::nullopt : std::optional(*found);
}

} // namespace watchbpf::guest
