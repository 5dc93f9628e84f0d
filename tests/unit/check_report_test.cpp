// SPDX-License-Identifier: Apache-2.0
#include "daemon/check_report.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>

#include "diagnostics_of.h"

using namespace watchbpf::daemon;
using namespace watchbpf::policy;
using namespace watchbpf::policy::test;

namespace {

wb_tool tool_named(const char *name)
{
	wb_tool tool{};
	std::strncpy(tool.name, name, sizeof(tool.name) - 1);
	return tool;
}

LoadedPolicy loaded()
{
	LoadedPolicy policy;
	policy.summary = "p.yaml (3 tools)";
	policy.sha256 = hex64('5');
	for (const char *name : {"untrusted", "z", "agent", "rest"})
		policy.generation.tools.push_back(tool_named(name));
	const auto digest = *Digest::parse("sha256:" + hex64('a'));
	policy.generation.resolved = {{"z", digest, "", ""}, {"agent", digest, "/usr/bin/agent", "ours"}};
	policy.generation.absent = {{"z", "/opt/z"}};
	return policy;
}

} // namespace

TEST_CASE("check as text: every tool, in columns", "[check]")
{
	CHECK(check_text(loaded()) == "ok: p.yaml (3 tools)\n"
				      "sha256 " +
					  hex64('5') +
					  "\n"
					  "  z      sha256:" +
					  hex64('a') + "\n" + "  z      absent (optional)" +
					  std::string(71 - 17, ' ') +
					  "  /opt/z\n"
					  "  agent  sha256:" +
					  hex64('a') +
					  "  /usr/bin/agent  signed by ours\n"
					  "  rest   nothing proves it\n");
}

TEST_CASE("check as JSON: a valid policy with a warning", "[check]")
{
	CheckedPolicy checked;
	checked.policy = loaded();
	checked.diagnostics = {
	    {Severity::kWarning, "wide-types", {"p.yaml", 4, 5}, "tools.z", "many \xff types", "fewer"}};
	const std::string line = check_json("p.yaml", checked);
	CHECK(std::count(line.begin(), line.end(), '\n') == 1);
	const auto json = nlohmann::json::parse(line);
	CHECK(json["policy"] == "p.yaml");
	CHECK(json["valid"] == true);
	CHECK(json["errors"] == 0);
	CHECK(json["warnings"] == 1);
	CHECK(json["sha256"] == hex64('5'));
	REQUIRE(json["identities"].size() == 2);
	CHECK(json["identities"][0]["path"].is_null());
	CHECK(json["identities"][1]["signer"] == "ours");
	CHECK(json["absent"] == nlohmann::json{{{"tool", "z"}, {"path", "/opt/z"}}});
	CHECK(json["diagnostics"][0] == nlohmann::json{{"severity", "warning"},
						       {"code", "wide-types"},
						       {"file", "p.yaml"},
						       {"line", 4},
						       {"column", 5},
						       {"item", "tools.z"},
						       {"message", "many \xef\xbf\xbd types"},
						       {"hint", "fewer"}});
}

TEST_CASE("check as JSON: a file that is no policy", "[check]")
{
	CheckedPolicy checked;
	checked.diagnostics = {{Severity::kError, "empty", {"p.yaml", 0, 0}, "", "file says nothing", ""}};
	const auto json = nlohmann::json::parse(check_json("p.yaml", checked));
	CHECK(json["valid"] == false);
	CHECK(json["errors"] == 1);
	CHECK_FALSE(json.contains("sha256"));
	CHECK(json["diagnostics"][0]["line"].is_null());
	CHECK(json["diagnostics"][0]["item"].is_null());
	CHECK(json["diagnostics"][0]["hint"].is_null());
}
