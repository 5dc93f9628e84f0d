// SPDX-License-Identifier: Apache-2.0
// Policies of a megabyte or two that would keep a start of watchbpf waiting for
// minutes, or take the memory of the host. What is quadratic takes longer than any
// of this may.
#include <ctime>

#include <catch2/catch.hpp>

#include "diagnostics_of.h"
#include "policy/cases.h"
#include "policy/compiler.h"
#include "policy/lint.h"
#include "policy/reader_cases.h"
#include "questions_of.h"

using namespace watchbpf;
using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

constexpr double kMostSeconds = 60;

double processor_seconds()
{
	return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::string repeated(std::string_view text, std::size_t times)
{
	std::string out;
	for (std::size_t i = 0; i < times; i++)
		out += text;
	return out;
}

Tool tool_with(const std::string &name, Identity identity)
{
	Tool tool;
	tool.name = name;
	tool.identities = {std::move(identity)};
	return tool;
}

Identity at_path(std::string path)
{
	Identity identity;
	identity.path = std::move(path);
	return identity;
}

Policy policy_of_tools(std::size_t count)
{
	Policy policy;
	for (std::size_t i = 0; i < count; i++)
		policy.tools.push_back(tool_with("t" + std::to_string(i), at_path("/a")));
	return policy;
}

} // namespace

TEST_CASE("many unknown signers among many signers end early", "[compiler][hostile]")
{
	Policy policy;
	for (int i = 0; i < 50'000; i++)
		policy.signers.push_back({"signer" + std::to_string(i), "/c.pem", {}});
	Tool tool = tool_with("a", at_path("/a"));
	tool.identities[0].signer = "singer";
	tool.identities.resize(50'000, tool.identities[0]);
	policy.tools = {tool};

	const double start = processor_seconds();
	const Compiled compiled = compile(policy, offline_host(), false);
	CHECK(processor_seconds() - start < kMostSeconds);
	CHECK_FALSE(compiled.generation);
	REQUIRE_FALSE(compiled.diagnostics.empty());
	CHECK(compiled.diagnostics[0].code == "unknown-signer");
}

TEST_CASE("more units and cgroups than a tool can have are not held against each other", "[lint][hostile]")
{
	Tool tool = tool_with("a", at_path("/a"));
	tool.where = Where{};
	tool.where->units.resize(50'000, {"a.service", {}});
	tool.where->cgroups.resize(50'000, {"/b.scope", {}});
	Policy policy;
	policy.tools = {tool};

	const double start = processor_seconds();
	CHECK(lint(policy, Host{}).empty());
	CHECK(processor_seconds() - start < kMostSeconds);
	CHECK(summary(compile(policy, offline_host(), false).diagnostics) ==
	      std::vector<std::string>{"too-many 0:0", "too-many 0:0"});
}

TEST_CASE("long paths to nowhere are followed to the first directory that is not there", "[lint][hostile]")
{
	Policy policy;
	for (int i = 0; i < 100; i++)
		policy.tools.push_back(tool_with("t" + std::to_string(i),
						 at_path("/" + std::to_string(i) + repeated("/a", 2000))));
	std::size_t asked = 0;
	Host host;
	host.status = [&](const std::string &path) -> Result<FileStatus> {
		asked++;
		return path == "/" ? Result<FileStatus>(FileStatus{.mode = 0755}) : failure("no such file");
	};
	CHECK(lint(policy, host).empty());
	CHECK(asked == 101);
}

TEST_CASE("paths of a million levels are refused by their length", "[reader][hostile]")
{
	const std::string levels = repeated("/a", 500'000);
	const ReadPolicy cgroup = read("version: 1\ntools:\n  a:\n    identities: [{path: /a}]\n    where:\n"
				       "      cgroup: " +
				       levels + "\n");
	CHECK(summary(cgroup.diagnostics) == std::vector<std::string>{"cgroup 6:15"});
	CHECK_THAT(rendered(cgroup), Contains("has more than 4 levels"));

	const ReadPolicy include = read("version: 1\ninclude: " + levels + "\n");
	CHECK(summary(include.diagnostics) == std::vector<std::string>{"include 2:10"});
	CHECK_THAT(rendered(include), Contains("longer than the kernel takes"));

	const ReadCases cases = read_cases_text("version: 1\npolicy: " + levels +
						    "\ncases: [{name: a, sysctl: true, expect: denied}]\n",
						"p.cases.yaml");
	CHECK(summary(cases.diagnostics) == std::vector<std::string>{"path 2:9"});
}

TEST_CASE("many cases about many tools", "[cases][hostile]")
{
	const Policy policy = policy_of_tools(20'000);
	CaseTable table;
	for (int i = 0; i < 10'000; i++) {
		Case asked;
		asked.words = words_of({{"command", "create"}, {"tool", "t1"}});
		asked.rule = Word{"tools.t1.maps", {}};
		table.cases.push_back(asked);
	}
	const double start = processor_seconds();
	const RunCases good = run_cases(table, policy);
	CHECK(good.results.size() == table.cases.size());
	CHECK(good.results.at(0).passed);

	for (Case &asked : table.cases) {
		asked.words.said[1].text = "unknown";
		asked.rule->text = "tools.unknown.maps";
	}
	const RunCases bad = run_cases(table, policy);
	CHECK(processor_seconds() - start < kMostSeconds);
	CHECK(bad.results.empty());
	REQUIRE_FALSE(bad.diagnostics.empty());
	for (const Diagnostic &diagnostic : bad.diagnostics)
		CHECK(diagnostic.hint.size() < 2000);
}

TEST_CASE("problems behind millions of lines are shown in time", "[diagnostic][hostile]")
{
	const std::string source = "first\n" + repeated("\n", 4'000'000) + "  here\nlast";
	const Diagnostic diagnostic{
	    .code = "a", .place = {"p.yaml", 4'000'002, 3}, .item = {}, .message = "b", .hint = {}};
	const double start = processor_seconds();
	for (int i = 0; i < 400; i++)
		CHECK_THAT(render(diagnostic, source), Contains("4000002 |   here\n"));
	CHECK(processor_seconds() - start < kMostSeconds);
	// At, before and behind the edges of what is counted at once.
	for (int lines = 4090; lines < 4100; lines++)
		for (const int more : {0, 4096, 8192})
			CHECK_THAT(
			    snippet({"p.yaml", lines + more + 1, 1},
				    repeated("\n", std::size_t(lines + more)) + "x" + repeated("\ny", 5000)),
			    Contains("| x\n"));
	CHECK(snippet({"p.yaml", 9, 1}, "a\nb") == snippet({"p.yaml", 9, 1}, "a\nb\n"));
}
