// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "daemon/json.h"
#include "daemon/status.h"
#include "policy/result.h"

namespace watchbpf::daemon {

using Row = std::vector<std::string>;

// Columns as wide as their widest cell, the last one without blanks behind it.
static std::string table(const std::vector<Row> &rows, const std::string &indent)
{
	std::vector<std::size_t> widths(rows.front().size());
	for (const Row &row : rows)
		for (std::size_t i = 0; i < row.size(); i++)
			widths[i] = std::max(widths[i], row[i].size());
	std::string text;
	for (const Row &row : rows) {
		std::string line = indent;
		for (std::size_t i = 0; i < row.size(); i++)
			line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
		text += line.erase(line.find_last_not_of(' ') + 1) + "\n";
	}
	return text;
}

// What others chose the bytes of: names, paths.
static std::string word(const Json &json)
{
	return json.is_string() ? escape_word(json.get<std::string>()) : json.is_null() ? "-" : json.dump();
}

static std::string list(const Json &names)
{
	std::string text;
	for (const Json &name : names)
		text += (text.empty() ? "" : ",") + word(name);
	return text.empty() ? "-" : text;
}

static std::string number(const Json &json)
{
	return std::to_string(json.get<std::uint64_t>());
}

static std::string used(const Json &records, const char *kind)
{
	return number(records.at(kind).at("used")) + " of " + number(records.at(kind).at("capacity")) + " " +
	       kind;
}

static std::string head(const Json &json)
{
	const Json &policy = json.at("policy"), &counters = json.at("counters"),
		   &records = json.at("records");
	const auto count = [&](const char *key) { return number(counters.at(key)); };
	std::string text = word(json.at("state")) + " since " + word(json.at("since")) + ", pid " +
			   number(json.at("pid")) + ", Linux " + word(json.at("kernel")) + "\n";
	text += table({{"policy", word(policy.at("file"))},
		       {"sha256", word(policy.at("sha256"))},
		       {"decided", count("denied") + " denied, " + count("would_deny") +
				       " would be denied, " + count("allowed") + " allowed"},
		       {"lost", count("lost_decisions") + " decisions, " + count("lost_execs") +
				    " execs (events only: what was decided holds)"},
		       {"refused", count("no_storage") + " times for lack of storage, " + count("no_record") +
				       " times for lack of room for records"},
		       {"records", used(records, "maps") + ", " + used(records, "programs") + ", " +
				       used(records, "links")}},
		      "  ");
	if (json.at("state") == "auditing")
		text += "  nothing is denied: everybody may do everything\n";
	else if (!json.at("only_reported").empty())
		text +=
		    "  only reported, never denied: the rules for " + list(json.at("only_reported")) + "\n";
	return text;
}

static std::string owners(const Json &json)
{
	std::vector<Row> rows = {{"OWNER", "MAPS", "PROGRAMS", "LINKS"}};
	for (const Json &owner : json)
		rows.push_back({word(owner.at("owner")), number(owner.at("maps")),
				number(owner.at("programs")), number(owner.at("links"))});
	return table(rows, "");
}

static std::string objects(const Json &json)
{
	std::vector<Row> rows = {{"KIND", "ID", "TYPE", "NAME", "OWNER", "PINNED", "EARLIER", "WRITERS"}};
	for (const Json &object : json) {
		const Json &pinned = object.at("pinned");
		rows.push_back({word(object.at("kind")), number(object.at("id")), word(object.at("type")),
				word(object.at("name")), word(object.at("owner")),
				pinned.is_null()     ? "?"
				: pinned.get<bool>() ? "yes"
						     : "no",
				word(object.at("earlier")), list(object.at("writers"))});
	}
	return table(rows, "");
}

static Error not_understood()
{
	return {"watchbpf answered what this version can't read",
		"the one that runs is of another version: use its `watchbpf status`, or start it again"};
}

Result<std::string> status_text(const std::string &line)
{
	const Json json = Json::parse(line, nullptr, false);
	if (!json.is_object())
		return std::unexpected(not_understood());
	try {
		std::string text = head(json) + "\n" + owners(json.at("owners"));
		if (json.contains("objects"))
			text += "\n" + objects(json.at("objects"));
		return text;
	} catch (const Json::exception &) {
		return std::unexpected(not_understood());
	}
}

} // namespace watchbpf::daemon
