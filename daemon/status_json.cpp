// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>

#include "daemon/json.h"
#include "daemon/object_rights.h"
#include "daemon/status.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

static const char *kind_word(std::uint32_t kind)
{
	return kind == WB_OBJECT_MAP ? "map" : kind == WB_OBJECT_PROGRAM ? "program" : "link";
}

// By enum bpf_link_type.
static std::string link_type_name(std::uint32_t type)
{
	static constexpr std::array kNames = {"unspec",       "raw_tracepoint", "tracing",   "cgroup",
					      "iter",         "netns",          "xdp",       "perf_event",
					      "kprobe_multi", "struct_ops",     "netfilter", "tcx",
					      "uprobe_multi", "netkit",         "sockmap"};
	return type < kNames.size() ? kNames[type] : "link type " + std::to_string(type);
}

static std::string type_word(const wb_shown &object)
{
	if (object.kind == WB_OBJECT_MAP)
		return policy::map_type_name(object.type);
	if (object.kind == WB_OBJECT_PROGRAM)
		return policy::program_type_name(object.type);
	return link_type_name(object.type);
}

static const char *earlier_word(std::uint32_t earlier)
{
	return earlier == WB_NOT_EARLIER ? "no" : earlier == WB_EARLIER ? "yes" : "shared";
}

static std::string utc(std::time_t time)
{
	char text[sizeof("2026-11-21T17:00:00Z")] = "";
	tm parts{};
	gmtime_r(&time, &parts);
	std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
	return text;
}

static std::string owner_word(const wb_shown &object, const policy::Generation &generation)
{
	if (object.flags & WB_SHOWN_OWN)
		return "watchbpf";
	if (object.owner == WB_UNTRUSTED || object.owner >= generation.tools.size())
		return "unowned";
	const wb_tool &tool = generation.tools[object.owner];
	return std::string(field_text(tool.name, sizeof(tool.name)));
}

static Json counts_json(const Status &status)
{
	const auto count = [&](wb_counter counter) { return status.counters[counter]; };
	return {{"denied", count(WB_COUNT_DENIED)},      {"would_deny", count(WB_COUNT_WOULD_DENY)},
		{"allowed", count(WB_COUNT_ALLOWED)},    {"lost_decisions", status.losses.decisions},
		{"lost_execs", status.losses.execs},     {"no_storage", count(WB_COUNT_NO_STORAGE)},
		{"no_record", count(WB_COUNT_NO_RECORD)}};
}

static Json owners_json(const Status &status, const policy::Generation &generation)
{
	std::map<std::string, std::array<unsigned, WB_OBJECT_LINK + 1>> owners;
	for (const wb_shown &object : status.list.objects)
		owners[owner_word(object, generation)][object.kind]++;
	Json json = Json::array();
	for (const auto &[owner, counts] : owners)
		json.push_back({{"owner", owner},
				{"maps", counts[WB_OBJECT_MAP]},
				{"programs", counts[WB_OBJECT_PROGRAM]},
				{"links", counts[WB_OBJECT_LINK]}});
	return json;
}

static Json records_json(const Status &status)
{
	Json json;
	for (const auto &[word, kind] :
	     {std::pair("maps", WB_OBJECT_MAP), {"programs", WB_OBJECT_PROGRAM}, {"links", WB_OBJECT_LINK}})
		json[word] = {{"used", status.list.records[kind]}, {"capacity", status.capacity[kind]}};
	return json;
}

static Json object_json(const wb_shown &object, const policy::Generation &generation, ObjectRights &rights)
{
	Json json = {{"kind", kind_word(object.kind)},
		     {"id", object.id},
		     {"type", type_word(object)},
		     {"name", text_or_null(field_text(object.name, sizeof(object.name)))},
		     {"owner", owner_word(object, generation)},
		     {"recorded", (object.flags & WB_SHOWN_RECORDED) != 0},
		     {"pinned", nullptr},
		     {"earlier", earlier_word(object.earlier)},
		     {"writers", rights.writers(object)}};
	if (object.kind == WB_OBJECT_LINK && object.program)
		json["program"] = object.program;
	if (object.flags & WB_SHOWN_PIN_KNOWN)
		json["pinned"] = (object.flags & WB_SHOWN_PINNED) != 0;
	return json;
}

static std::string without_newline(std::string line)
{
	line.pop_back();
	return line;
}

std::string status_json(const Status &status, const policy::Generation &generation, bool objects)
{
	ObjectRights rights(generation);
	Json json = {
	    {"state", status.audit ? "auditing" : "enforcing"},
	    {"since", utc(status.since)},
	    {"pid", status.pid},
	    {"kernel", status.kernel},
	    {"policy", {{"file", status.policy}, {"sha256", status.sha256}, {"summary", status.summary}}},
	    {"counters", counts_json(status)},
	    {"records", records_json(status)},
	    {"owners", owners_json(status, generation)},
	    {"only_reported", rights.only_reported()}};
	std::string line = without_newline(line_of(json));
	if (!objects)
		return line + "\n";
	// Each by itself: all of a large host's at once would be a hundred megabytes.
	line.pop_back();
	line += ",\"objects\":[";
	for (const wb_shown &object : status.list.objects) {
		if (line.back() != '[')
			line += ',';
		line += without_newline(line_of(object_json(object, generation, rights)));
	}
	return line + "]}\n";
}

} // namespace watchbpf::daemon
