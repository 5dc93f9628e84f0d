// SPDX-License-Identifier: Apache-2.0
#include "daemon/check_report.h"

#include <algorithm>
#include <map>
#include <vector>

#include "daemon/json.h"
#include "policy/text.h"

namespace watchbpf::daemon {

using policy::Severity;

namespace {

struct Row {
	std::string tool, proof, path, note;
};

// Every tool in the policy's order, each with what was found before what was not.
std::vector<Row> rows_of(const policy::Generation &generation)
{
	std::map<std::string, std::vector<Row>> by_tool;
	for (const auto &[tool, digest, path, signer] : generation.resolved)
		by_tool[tool].push_back(
		    {tool, digest.text(), path, signer.empty() ? "" : "signed by " + signer});
	for (const auto &[tool, path] : generation.absent)
		by_tool[tool].push_back({tool, "absent (optional)", path, ""});

	std::vector<Row> rows;
	for (std::size_t i = 1; i < generation.tools.size(); i++) {
		const std::string name = generation.tools[i].name;
		const auto found = by_tool.find(name);
		if (found == by_tool.end())
			rows.push_back({name, "nothing proves it", "", ""});
		else
			rows.insert(rows.end(), found->second.begin(), found->second.end());
	}
	return rows;
}

void add_padded(std::string &line, const std::string &cell, std::size_t width)
{
	line += "  " + cell;
	line.append(width - std::min(width, cell.size()), ' ');
}

Json number_or_null(int number)
{
	return number > 0 ? Json(number) : Json();
}

Json json_of(const policy::Diagnostic &diagnostic)
{
	return {{"severity", diagnostic.severity == Severity::kError ? "error" : "warning"},
		{"code", diagnostic.code},
		{"file", text_or_null(diagnostic.place.file)},
		{"line", number_or_null(diagnostic.place.line)},
		{"column", number_or_null(diagnostic.place.column)},
		{"item", text_or_null(diagnostic.item)},
		{"message", diagnostic.message},
		{"hint", text_or_null(diagnostic.hint)}};
}

void add_policy(Json &json, const LoadedPolicy &policy)
{
	json["sha256"] = policy.sha256;
	json["identities"] = Json::array();
	for (const auto &[tool, digest, path, signer] : policy.generation.resolved)
		json["identities"].push_back({{"tool", tool},
					      {"digest", digest.text()},
					      {"path", text_or_null(path)},
					      {"signer", text_or_null(signer)}});
	json["absent"] = Json::array();
	for (const auto &[tool, path] : policy.generation.absent)
		json["absent"].push_back({{"tool", tool}, {"path", path}});
}

} // namespace

std::string check_text(const LoadedPolicy &policy)
{
	const std::vector<Row> rows = rows_of(policy.generation);
	std::size_t tool_width = 0, proof_width = 0;
	for (const Row &row : rows) {
		tool_width = std::max(tool_width, row.tool.size());
		proof_width = std::max(proof_width, row.proof.size());
	}

	std::string text = "ok: " + policy::printable(policy.summary) + "\nsha256 " + policy.sha256 + "\n";
	for (const Row &row : rows) {
		std::string line;
		add_padded(line, row.tool, tool_width);
		add_padded(line, row.proof, proof_width);
		add_padded(line, row.path, 0);
		add_padded(line, row.note, 0);
		line.resize(line.find_last_not_of(' ') + 1);
		text += line + "\n";
	}
	return text;
}

std::string check_json(const std::string &path, const CheckedPolicy &checked)
{
	const auto count = [&](Severity severity) {
		return std::ranges::count(checked.diagnostics, severity, &policy::Diagnostic::severity);
	};
	Json json;

	json["policy"] = path;
	json["valid"] = checked.policy.has_value();
	json["errors"] = count(Severity::kError);
	json["warnings"] = count(Severity::kWarning);
	if (checked.policy)
		add_policy(json, *checked.policy);
	json["diagnostics"] = Json::array();
	for (const auto &diagnostic : checked.diagnostics)
		json["diagnostics"].push_back(json_of(diagnostic));
	return line_of(json);
}

} // namespace watchbpf::daemon
