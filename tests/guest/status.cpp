// SPDX-License-Identifier: Apache-2.0
#include "status.h"

#include <nlohmann/json.hpp>

#include "process.h"
#include "stage.h"

namespace watchbpf::guest {

std::optional<Shown> Status::find(const std::string &kind, const std::string &name) const
{
	for (const Shown &object : objects)
		if (object.kind == kind && object.name == name)
			return object;
	return std::nullopt;
}

static Shown read_object(const nlohmann::json &json)
{
	Shown shown;
	shown.kind = json.at("kind");
	shown.type = json.at("type");
	shown.name = json.at("name").is_null() ? "" : json.at("name").get<std::string>();
	shown.owner = json.at("owner");
	shown.earlier = json.at("earlier");
	shown.id = json.at("id");
	shown.recorded = json.at("recorded");
	if (!json.at("pinned").is_null())
		shown.pinned = json.at("pinned").get<bool>();
	shown.writers = json.at("writers").get<std::vector<std::string>>();
	return shown;
}

Status status()
{
	const auto json =
	    nlohmann::json::parse(must_run({stage::watchbpf(), "status", "--objects", "--output", "json"}));
	Status status;
	status.state = json.at("state");
	status.sha256 = json.at("policy").at("sha256");
	status.denied = json.at("counters").at("denied");
	status.lost_decisions = json.at("counters").at("lost_decisions");
	status.no_record = json.at("counters").at("no_record");
	const auto &records = json.at("records");
	status.records = {records.at("maps").at("used"), records.at("programs").at("used"),
			  records.at("links").at("used")};
	for (const auto &object : json.at("objects"))
		status.objects.push_back(read_object(object));
	return status;
}

} // namespace watchbpf::guest
