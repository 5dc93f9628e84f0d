// SPDX-License-Identifier: Apache-2.0
// The language: what is read.
#include "policy/reader.h"

#include <catch2/catch.hpp>
#include <linux/bpf.h>

#include "diagnostics_of.h"
#include "policy/text.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

const std::string kDigest = "sha256:" + hex64('a');
// Lines 1 to 5 of most cases; what is wrong starts in line 6 with four spaces.
const std::string kTool = "version: 1\ntools:\n  alice:\n    identities:\n      - path: /a\n";
const std::string kIdentity = "version: 1\ntools:\n  alice:\n    identities:\n";

Policy valid(const std::string &text)
{
	ReadPolicy result = read(text);
	INFO(rendered(result));
	REQUIRE(result.policy);
	return std::move(*result.policy);
}

} // namespace

TEST_CASE("everything of the language is read", "[reader]")
{
	const Policy policy = valid("version: 1\nmode: audit\ndefault: introspection\ntools:\n"
				    "  alice:\n    identities:\n      - path: /usr/bin/alice\n"
				    "      - digest: " +
				    kDigest +
				    "\n        path: /b\n"
				    "    programs:\n      types: [xdp, sched_cls]\n    maps: true\n"
				    "  \"7.b_c-D\":\n    identities: [{digest: 'sha512:" +
				    hex64('b') + hex64('c') + "'}]\n");
	CHECK(policy.mode == Mode::kAudit);
	CHECK(policy.untrusted == Untrusted::kIntrospection);
	REQUIRE(policy.tools.size() == 2);

	const Tool &alice = policy.tools[0];
	CHECK(alice.name == "alice");
	CHECK(alice.maps.use);
	CHECK(alice.place.line == 5);
	CHECK(alice.place.column == 3);
	CHECK(alice.programs.types ==
	      ProgramTypes(1ull << BPF_PROG_TYPE_XDP | 1ull << BPF_PROG_TYPE_SCHED_CLS));
	REQUIRE(alice.identities.size() == 2);
	CHECK(alice.identities[0].path == "/usr/bin/alice");
	CHECK_FALSE(alice.identities[0].digest);
	CHECK(alice.identities[0].place.line == 7);
	CHECK(alice.identities[0].place.column == 9);
	CHECK(alice.identities[1].path == "/b");
	CHECK(alice.identities[1].digest->text() == kDigest);

	const Tool &other = policy.tools[1];
	CHECK(other.name == "7.b_c-D");
	CHECK_FALSE(other.maps.use);
	CHECK(other.programs.types.none());
	CHECK(other.identities.at(0).digest->algorithm() == DigestAlgorithm::kSha512);
}

TEST_CASE("what a policy leaves out is denied", "[reader]")
{
	const Policy policy = valid(kTool);
	CHECK(policy.mode == Mode::kEnforce);
	CHECK(policy.untrusted == Untrusted::kDeny);
	CHECK_FALSE(policy.tools[0].maps.use);
	CHECK(policy.tools[0].programs.types.none());
	CHECK_FALSE(valid(kTool + "    maps: false\n").tools[0].maps.use);
}

TEST_CASE("every program type that is no guard can be granted", "[reader]")
{
	for (const std::string_view name :
	     {"socket_filter", "tracing", "struct_ops", "netfilter", "sk_lookup"})
		CHECK(valid(kTool + "    programs: {types: [" + std::string(name) + "]}\n")
			  .tools[0]
			  .programs.types.count() == 1);
}

TEST_CASE("keys of later versions are refused, each by its name", "[reader]")
{
	struct Later {
		std::string before;
		std::vector<std::string> entries;
	};
	const std::vector<std::string> common = {"libraries: [a]", "collateral: {a: [b]}"};
	const Later laters[] = {
	    {.before = "version: 1\n", .entries = common},
	    {.before = "version: 1\n", .entries = {"guard: [kprobe]", "guard: true"}},
	    {.before = kTool + "    ", .entries = common},
	    {.before = kTool + "    where:\n      ",
	     .entries = {"pod: a", "namespace: [a]", "label: {a: b}"}},
	    {.before = kIdentity + "      - ", .entries = {"content: a"}},
	};
	for (const Later &later : laters)
		for (const std::string &entry : later.entries) {
			const ReadPolicy result = read(later.before + entry + "\n");
			INFO(entry << "\n" << rendered(result));
			CHECK_FALSE(result.policy);
			REQUIRE(result.diagnostics.size() == 1);
			CHECK(result.diagnostics[0].code == "not-enforced");
			CHECK(result.diagnostics[0].message == "key '" + entry.substr(0, entry.find(':')) +
								   "' is not enforced by this version");
		}
}

TEST_CASE("a mistake inside a key of a later version is told too", "[reader]")
{
	for (const std::string &entry : std::vector<std::string>{
		 "where: {pod: {a: b}}", "libraries: {a: [b]}", "collateral: [{a: b}]"}) {
		const ReadPolicy result = read(kTool + "    " + entry + "\n");
		INFO(entry << "\n" << rendered(result));
		CHECK_FALSE(result.policy);
		REQUIRE(result.diagnostics.size() == 2);
		CHECK(result.diagnostics[0].code == "not-enforced");
		CHECK(result.diagnostics[1].code == "wrong-type");
	}
}

TEST_CASE("tool names", "[reader]")
{
	for (const std::string &name :
	     std::vector<std::string>{"a", "7", "bpftrace", "a.b-c_d", std::string(31, 'x')})
		CHECK(
		    valid("version: 1\ntools:\n  " + name + ": {identities: [{path: /a}]}\n").tools[0].name ==
		    name);
	for (const std::string &name : std::vector<std::string>{
		 "''", "-a", ".a", "_a", "a b", "a/b", "\"a\\0\"", "\"a\\n\"", "\xc3\xa4", "untrusted",
		 "unowned", std::string(32, 'x'), std::string(500, 'x')}) {
		const ReadPolicy result =
		    read("version: 1\ntools:\n  ? " + name + "\n  : {identities: [{path: /a}]}\n");
		INFO(rendered(result));
		CHECK_FALSE(result.policy);
		CHECK(summary(result.diagnostics) == std::vector<std::string>{"tool-name 3:5"});
	}
}

TEST_CASE("warnings leave the policy valid", "[reader]")
{
	struct Warned {
		std::string text;
		std::string problem;
	};
	const Warned rows[] = {
	    {"version: 1\n", "no-tools 0:0"},
	    {"version: 1\ntools: {}\n", "no-tools 0:0"},
	    {kTool + "    programs: {types: [xdp, kprobe, xdp]}\n", "duplicate-type 6:37"},
	    {kTool + "    programs: {types: []}\n", "no-types 6:23"},
	    {kTool + "    programs: {}\n", "no-types 6:15"},
	};
	for (const Warned &row : rows) {
		const ReadPolicy result = read(row.text);
		INFO(row.text);
		CHECK(result.policy);
		CHECK_FALSE(has_errors(result.diagnostics));
		CHECK(summary(result.diagnostics) == std::vector<std::string>{row.problem});
	}
}

TEST_CASE("all problems of a file are found in one run, in its order", "[reader]")
{
	const ReadPolicy result =
	    read("version: 2\nmode: x\ntools:\n  -a:\n    identities: [{path: b}, {digest: c}]\n"
		 "    maps: 7\n  b: 1\nguard: true\n");
	CHECK(summary(result.diagnostics) == std::vector<std::string>{"version 1:10", "unknown-value 2:7",
								      "tool-name 4:3", "path 5:25",
								      "digest 5:38", "unknown-value 6:11",
								      "wrong-type 7:6", "not-enforced 8:1"});
}

TEST_CASE("a policy's name is the SHA-256 of its bytes", "[reader]")
{
	// printf 'version: 1\n' | sha256sum
	CHECK(valid("version: 1\n").sha256 ==
	      "09bfcc6a14b83e2192b8673677725c84883ee9cd0c70e45c9ec09daa8f2b2847");
	// The same with a byte order mark in front: other bytes, other name.
	CHECK(valid("\xef\xbb\xbfversion: 1\n").sha256 ==
	      "1a7d036ae2bb4cd3db0ecf2457a0a4eb8875422288334295b3ace8e6119372ae");
}
