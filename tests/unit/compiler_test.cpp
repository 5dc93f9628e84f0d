// SPDX-License-Identifier: Apache-2.0
#include "policy/compiler.h"

#include <cstring>
#include <map>

#include <catch2/catch.hpp>
#include <linux/bpf.h>

#include "diagnostics_of.h"

using namespace watchbpf;
using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

Digest digest_of(char digit)
{
	return *Digest::parse("sha256:" + hex64(digit));
}

Identity by_digest(char digit, int line)
{
	Identity identity;
	identity.digest = digest_of(digit);
	identity.place = {"p.yaml", line, 9};
	return identity;
}

Identity by_path(const std::string &path, int line)
{
	Identity identity;
	identity.path = path;
	identity.place = {"p.yaml", line, 9};
	return identity;
}

Tool tool_of(const std::string &name, std::vector<Identity> identities)
{
	Tool tool;
	tool.name = name;
	tool.identities = std::move(identities);
	return tool;
}

Policy policy_of(std::vector<Tool> tools)
{
	Policy policy;
	policy.tools = std::move(tools);
	return policy;
}

// "/b" has the digest bbb..., and so on; any other file has none.
Result<Digest> measure(const std::string &path)
{
	if (path.size() == 2)
		return digest_of(path[1]);
	return failure("'" + path + "' is not sealed", "run `watchbpf seal`");
}

Compiled compiled(const Policy &policy, bool audit = false)
{
	Host host;
	host.measure = measure;
	return compile(policy, host, audit);
}

} // namespace

TEST_CASE("tool 0 is everybody else", "[compiler]")
{
	Policy policy;
	const Compiled none = compiled(policy);
	REQUIRE(none.generation);
	REQUIRE(none.generation->tools.size() == 1);
	const wb_tool &rule = none.generation->tools[0];
	CHECK(std::string(rule.name) == "untrusted");
	CHECK(rule.flags == WB_TOOL_PRESENT);
	CHECK(rule.program_types == 0);
	CHECK(none.generation->identities.empty());

	policy.untrusted = Untrusted::kIntrospection;
	CHECK(compiled(policy).generation->tools[0].flags == (WB_TOOL_PRESENT | WB_TOOL_INTROSPECTION));
}

TEST_CASE("tools follow from 1 in the file's order, with what they were granted", "[compiler]")
{
	Policy policy = policy_of({tool_of("z", {by_digest('1', 5)}), tool_of("a", {by_digest('2', 9)}),
				   tool_of("m", {by_digest('3', 12)})});
	policy.tools[2].introspection = false;
	policy.tools[0].maps.use = true;
	policy.tools[1].programs.types.set(BPF_PROG_TYPE_XDP).set(32);
	const auto generation = compiled(policy).generation;
	REQUIRE(generation);
	REQUIRE(generation->tools.size() == 4);
	CHECK(std::string(generation->tools[1].name) == "z");
	CHECK(generation->tools[1].flags == (WB_TOOL_PRESENT | WB_TOOL_MAPS | WB_TOOL_INTROSPECTION));
	CHECK(generation->tools[1].program_types == 0);
	CHECK(std::string(generation->tools[2].name) == "a");
	CHECK(generation->tools[2].flags == (WB_TOOL_PRESENT | WB_TOOL_PROGRAMS | WB_TOOL_INTROSPECTION));
	CHECK(generation->tools[2].program_types == (1ull << 6 | 1ull << 32));
	CHECK(std::string(generation->tools[3].name) == "m");
	CHECK(generation->tools[3].flags == WB_TOOL_PRESENT);
}

TEST_CASE("audit is the caller's word, not the policy's", "[compiler]")
{
	Policy policy = policy_of({tool_of("a", {by_digest('1', 5)})});
	policy.mode = Mode::kAudit;
	const Compiled enforced = compiled(policy, false);
	for (const wb_tool &rule : enforced.generation->tools)
		CHECK_FALSE(rule.flags & WB_TOOL_AUDIT);
	policy.mode = Mode::kEnforce;
	const Compiled audited = compiled(policy, true);
	for (const wb_tool &rule : audited.generation->tools)
		CHECK(rule.flags & WB_TOOL_AUDIT);
}

TEST_CASE("identities are sorted and lead to their tool", "[compiler]")
{
	Policy policy = policy_of(
	    {tool_of("x", {by_digest('f', 5), by_path("/2", 6)}), tool_of("y", {by_digest('9', 9)})});
	Identity sha512;
	sha512.digest = *Digest::parse("sha512:" + hex64('1') + hex64('1'));
	policy.tools[1].identities.push_back(sha512);
	const auto generation = compiled(policy).generation;
	REQUIRE(generation);
	std::map<std::string, std::uint32_t> tools;
	for (std::size_t i = 0; i < generation->identities.size(); i++) {
		const auto &[key, tool] = generation->identities[i];
		tools[std::to_string(key.algorithm) + ":" + std::to_string(key.bytes[0])] = tool;
		if (i > 0)
			CHECK(std::memcmp(&generation->identities[i - 1].first, &key, sizeof(key)) < 0);
	}
	CHECK(tools ==
	      std::map<std::string, std::uint32_t>{{"1:34", 1}, {"1:153", 2}, {"1:255", 1}, {"2:17", 2}});
	REQUIRE(generation->resolved.size() == 4);
	CHECK(generation->resolved[0].tool == "x");
	CHECK(generation->resolved[0].path.empty());
	CHECK(generation->resolved[1].digest == digest_of('2'));
	CHECK(generation->resolved[1].path == "/2");
}

TEST_CASE("what was loaded is forgotten, and no digest is a tool's any more", "[compiler]")
{
	auto generation =
	    compiled(policy_of({tool_of("x", {by_digest('1', 5), by_path("/2", 6)})})).generation;
	REQUIRE(generation);
	REQUIRE(generation->tool_of(digest_of('1')) == 1);
	const std::size_t tools = generation->tools.size(), reaches = generation->reaches.size();
	generation->forget_what_was_loaded();
	CHECK(generation->tool_of(digest_of('1')) == WB_UNTRUSTED);
	CHECK(generation->identities.capacity() == 0);
	CHECK(generation->resolved.capacity() == 0);
	CHECK(generation->tools.size() == tools);
	CHECK(generation->reaches.size() == reaches);
}

TEST_CASE("a name too long for the record is cut, and ends", "[compiler]")
{
	const auto generation =
	    compiled(policy_of({tool_of(std::string(100, 'n'), {by_digest('1', 5)})})).generation;
	REQUIRE(generation);
	CHECK(std::string(generation->tools[1].name) == std::string(WB_TOOL_NAME_BYTES - 1, 'n'));
}

TEST_CASE("a file that cannot be measured is an error with the reason", "[compiler]")
{
	const Compiled result =
	    compiled(policy_of({tool_of("a", {by_path("/opt/x", 5), by_path("/opt/y", 6)})}));
	CHECK_FALSE(result.generation);
	CHECK(summary(result.diagnostics) ==
	      std::vector<std::string>{"not-measured 5:9", "not-measured 6:9"});
	CHECK_THAT(result.diagnostics[0].message, Contains("'/opt/x' is not sealed"));
	CHECK(result.diagnostics[0].hint == "run `watchbpf seal`");
	CHECK(result.diagnostics[1].item == "tools.a.identities[1]");
}

TEST_CASE("without a host, identities by path stay unresolved", "[compiler]")
{
	const auto generation =
	    compile(policy_of({tool_of("a", {by_path("/b", 5)})}), offline_host(), false).generation;
	REQUIRE(generation);
	CHECK(generation->tools.size() == 2);
	CHECK(generation->identities.empty());
}

TEST_CASE("an optional file may be missing, and may not be wrong", "[compiler]")
{
	Host host;
	host.measure = measure;
	host.exists = [](const std::string &path) { return path != "/opt/gone"; };
	Identity gone = by_path("/opt/gone", 5), unsealed = by_path("/opt/unsealed", 6);
	gone.optional = unsealed.optional = true;

	const auto generation = compile(policy_of({tool_of("a", {gone})}), host, false).generation;
	REQUIRE(generation);
	CHECK(generation->identities.empty());
	REQUIRE(generation->absent.size() == 1);
	CHECK(generation->absent[0].path == "/opt/gone");
	CHECK_FALSE(compile(policy_of({tool_of("a", {unsealed})}), host, false).generation);
	const Compiled absent = compile(policy_of({tool_of("a", {by_path("/opt/gone", 5)})}), host, false);
	REQUIRE(absent.diagnostics.size() == 1);
	CHECK_THAT(absent.diagnostics[0].hint, Contains("correct the path"));
	host.exists = nullptr;
	CHECK_FALSE(compile(policy_of({tool_of("a", {gone})}), host, false).generation);
}

TEST_CASE("each file is measured once", "[compiler]")
{
	int calls = 0;
	const auto counting = [&](const std::string &path) {
		calls++;
		return measure(path);
	};
	Host host;
	host.measure = counting;
	CHECK(compile(policy_of({tool_of("a", {by_path("/b", 5), by_path("/b", 6), by_path("/c", 7)})}), host,
		      false)
		  .generation);
	CHECK(calls == 2);
}

TEST_CASE("with a digest and a path the digest counts", "[compiler]")
{
	struct Both {
		const char *name;
		std::string path;
		std::size_t warnings;
		std::vector<std::string> says;
	};
	const Both rows[] = {
	    {.name = "equal", .path = "/a", .warnings = 0, .says = {}},
	    {.name = "other digest",
	     .path = "/b",
	     .warnings = 1,
	     .says = {"'/b'", "sha256:" + hex64('a'), "sha256:" + hex64('b')}},
	    {.name = "no digest",
	     .path = "/opt/x",
	     .warnings = 1,
	     .says = {"'/opt/x'", "sha256:" + hex64('a'), "is not sealed"}},
	};
	for (const Both &row : rows) {
		INFO(row.name);
		Identity identity = by_digest('a', 5);
		identity.path = row.path;
		const Compiled result = compiled(policy_of({tool_of("t", {identity})}));
		REQUIRE(result.generation);
		CHECK(result.generation->identities[0].first.bytes[0] == 0xaa);
		CHECK(result.generation->resolved[0].path == (row.warnings ? "" : row.path));
		REQUIRE(result.diagnostics.size() == row.warnings);
		for (const std::string &part : row.says) {
			CHECK(result.diagnostics[0].code == "digest-mismatch");
			CHECK(result.diagnostics[0].severity == Severity::kWarning);
			CHECK_THAT(result.diagnostics[0].message, Contains(part));
		}
	}
}

TEST_CASE("one digest cannot be two tools", "[compiler]")
{
	// By digest and by file, to show that it is the result that counts.
	const Compiled result =
	    compiled(policy_of({tool_of("a", {by_digest('b', 5)}), tool_of("c", {by_path("/b", 9)})}));
	CHECK_FALSE(result.generation);
	CHECK(summary(result.diagnostics) == std::vector<std::string>{"ambiguous-digest 9:9"});
	CHECK_THAT(result.diagnostics[0].message, Contains("tool 'a' at p.yaml:5:9"));
	CHECK(result.diagnostics[0].item == "tools.c.identities[0]");
}

TEST_CASE("the same digest twice in one tool is a warning", "[compiler]")
{
	const Compiled result =
	    compiled(policy_of({tool_of("a", {by_digest('b', 5), by_path("/b", 6), by_digest('c', 7)})}));
	REQUIRE(result.generation);
	CHECK(result.generation->identities.size() == 2);
	CHECK(summary(result.diagnostics) == std::vector<std::string>{"duplicate-digest 6:9"});
}

TEST_CASE("SHA-512 digests that the kernel could not tell apart are ambiguous", "[compiler]")
{
	Identity one = by_digest('1', 5), two = by_digest('1', 9);
	one.digest = *Digest::parse("sha512:" + hex64('1') + hex64('2'));
	two.digest = *Digest::parse("sha512:" + hex64('1') + hex64('3'));
	CHECK_FALSE(compiled(policy_of({tool_of("a", {one}), tool_of("b", {two})})).generation);
}

TEST_CASE("a policy with more tools or identities than the kernel is to hold is refused", "[compiler]")
{
	Policy policy;
	for (int i = 0; i < WB_MOST_TOOLS; i++)
		policy.tools.push_back(tool_of("t" + std::to_string(i), {}));
	CHECK(compile(policy, offline_host(), false).generation);
	policy.tools.push_back(tool_of("last", {}));
	policy.tools.back().place = {"p.yaml", 7, 3};
	Compiled compiled = compile(policy, offline_host(), false);
	CHECK_FALSE(compiled.generation);
	CHECK(summary(compiled.diagnostics) == std::vector<std::string>{"too-many 7:3"});
	CHECK_THAT(compiled.diagnostics.at(0).message, Contains("65535 tools"));

	policy = policy_of({tool_of("a", std::vector<Identity>(WB_MOST_IDENTITIES + 1))});
	compiled = compile(policy, offline_host(), false);
	CHECK_FALSE(compiled.generation);
	REQUIRE(compiled.diagnostics.size() == 1);
	CHECK_THAT(compiled.diagnostics[0].message, Contains("1000000 identities"));
}
