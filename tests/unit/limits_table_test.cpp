// SPDX-License-Identifier: Apache-2.0
// `programs` and `guard` as the records that the kernel reads.
#include "policy/limits_table.h"

#include <cstring>

#include <catch2/catch.hpp>

#include "bpf/target.h"
#include "diagnostics_of.h"

using namespace watchbpf;
using namespace watchbpf::policy;
using namespace watchbpf::policy::test;

namespace {

Host host()
{
	Host host = offline_host();
	host.kfunc = [](const std::string &name) -> Result<std::uint32_t> {
		if (name.starts_with("no_"))
			return failure("this kernel has no function '" + name + "'", "remove it");
		return static_cast<std::uint32_t>(name.size());
	};
	return host;
}

// Of tools a, b, c ..., each with one text below its identities.
Compiled compiled(const std::vector<std::string> &tools)
{
	std::string text = "version: 1\ntools:\n";
	for (std::size_t i = 0; i < tools.size(); i++)
		text += "  " + std::string(1, static_cast<char>('a' + i)) +
			":\n    identities: [{digest: 'sha256:" + hex64(static_cast<char>('1' + i)) +
			"'}]\n    " + tools[i] + "\n";
	const ReadPolicy result = read(text);
	INFO(rendered(result));
	REQUIRE(result.policy);
	return compile(*result.policy, host(), false);
}

wb_limits limits_of(const std::string &keys)
{
	const Compiled result = compiled({"programs: {types: [tracing], " + keys + "}"});
	REQUIRE(result.generation);
	REQUIRE(result.generation->limits.size() == 2);
	CHECK(result.generation->tools[1].limits == 1);
	return result.generation->limits[1];
}

wb_target target_of(const std::string &name)
{
	wb_target target{};
	name.copy(target.name, sizeof(target.name));
	return target;
}

bool lists(const wb_limits &limits, const std::string &name)
{
	const wb_target target = target_of(name);
	return wb_target_is_listed(&target, &limits);
}

std::uint32_t flags_of(const std::string &line)
{
	return compiled({line}).generation->tools[1].flags;
}

} // namespace

TEST_CASE("no limits are record 0", "[compiler][limits]")
{
	const auto generation = compiled({"programs: {types: [xdp], mode: audit}", "maps: true"}).generation;
	REQUIRE(generation);
	REQUIRE(generation->limits.size() == 1);
	CHECK(generation->limits[0].flags == 0);
	for (const wb_tool &tool : generation->tools)
		CHECK(tool.limits == 0);
}

TEST_CASE("each key is one limit", "[compiler][limits]")
{
	const wb_limits attach = limits_of("attach: [trace_fentry]");
	CHECK(attach.flags == WB_LIMIT_ATTACH);
	CHECK(attach.attach_types == 1ull << 24);
	const wb_limits effects = limits_of("effects: [signal]");
	CHECK(effects.flags == WB_LIMIT_EFFECTS);
	CHECK(effects.effects == WB_DOES_SIGNAL);
	const wb_limits helpers = limits_of("helpers: [map_lookup_elem, user_ringbuf_drain]");
	CHECK(helpers.flags == WB_LIMIT_HELPERS);
	CHECK(helpers.helpers[0] == 1ull << 1);
	CHECK(helpers.helpers[3] == 1ull << (209 - 192));
	const wb_limits instructions = limits_of("max_instructions: 4096");
	CHECK(instructions.flags == WB_LIMIT_INSTRUCTIONS);
	CHECK(instructions.max_instructions == 4096);
	const wb_limits system = limits_of("signed: system-keyring");
	CHECK(system.flags == WB_LIMIT_SIGNED);
	CHECK(system.keyring == 0);
	CHECK(limits_of("signed: 77").keyring == 77);
	CHECK(limits_of("helpers: [], kfuncs: [], effects: []").flags ==
	      (WB_LIMIT_HELPERS | WB_LIMIT_KFUNCS | WB_LIMIT_EFFECTS));
}

TEST_CASE("a target is compared to its end, a beginning to its own", "[compiler][limits]")
{
	const std::string longest(62, 'y');
	const wb_limits limits = limits_of("targets: [vfs_read, 'tcp_*', " + longest + "]");
	CHECK(limits.flags == WB_LIMIT_TARGETS);
	for (const std::string &name :
	     {std::string("vfs_read"), std::string("tcp_"), std::string("tcp_sendmsg"), longest})
		CHECK(lists(limits, name));
	for (const std::string &name : {std::string("vfs_rea"), std::string("vfs_readv"), std::string("tcp"),
					std::string("xtcp_sendmsg"), std::string("?cp_x"), std::string(),
					longest.substr(1), longest + "y"})
		CHECK_FALSE(lists(limits, name));
	// A beginning of a byte and one of a whole word.
	CHECK(lists(limits_of("targets: 'a*'"), "ab"));
	CHECK_FALSE(lists(limits_of("targets: 'a*'"), "b"));
	CHECK(lists(limits_of("targets: 'abcdefgh*'"), "abcdefghi"));
	CHECK_FALSE(lists(limits_of("targets: 'abcdefghi*'"), "abcdefghj"));
}

TEST_CASE("a tool has sixteen targets", "[compiler][limits]")
{
	std::string names = "f0";
	for (int i = 1; i < WB_TARGETS; i++)
		names += ", f" + std::to_string(i);
	const wb_limits limits = limits_of("targets: [" + names + "]");
	CHECK(lists(limits, "f0"));
	CHECK(lists(limits, "f15"));
	const Compiled more = compiled({"programs: {types: [tracing], targets: [" + names + ", g]}"});
	CHECK_FALSE(more.generation);
	CHECK(summary(more.diagnostics).at(0).starts_with("too-many 5:"));
	CHECK(more.diagnostics[0].item == "tools.a.programs.targets");
}

TEST_CASE("kfuncs are resolved, and those of other kernels are told", "[compiler][limits]")
{
	const Compiled result = compiled({"programs: {types: [xdp], kfuncs: [ccc, no_such, a, bb, dd]}",
					  "programs: {types: [xdp], kfuncs: [zz]}"});
	REQUIRE(result.generation);
	CHECK(summary(result.diagnostics).size() == 1);
	CHECK(result.diagnostics[0].code == "unknown-kfunc");
	CHECK(result.diagnostics[0].severity == Severity::kWarning);
	const auto &kfuncs = result.generation->kfuncs;
	REQUIRE(kfuncs.size() == 4);
	const std::pair<std::uint32_t, std::uint32_t> expected[] = {{1, 1}, {1, 2}, {1, 3}, {2, 2}};
	for (std::size_t i = 0; i < kfuncs.size(); i++)
		CHECK(std::pair(kfuncs[i].limits, kfuncs[i].kfunc) == expected[i]);
}

TEST_CASE("equal limits share a record, and kfuncs are part of them", "[compiler][limits]")
{
	const auto generation =
	    compiled({"programs: {types: [xdp], kfuncs: [a]}", "programs: {types: [tracing], kfuncs: [b]}",
		      "programs: {types: [xdp], kfuncs: [cc]}", "programs: {types: [xdp], effects: []}"})
		.generation;
	REQUIRE(generation);
	CHECK(generation->tools[1].limits == generation->tools[2].limits);
	CHECK(generation->tools[1].limits != generation->tools[3].limits);
	CHECK(generation->limits.size() == 4);
	CHECK(generation->kfuncs.size() == 2);
}

TEST_CASE("guard is two flags, and an effect that is allowed", "[compiler][guard]")
{
	CHECK((flags_of("maps: true") & (WB_TOOL_GUARD | WB_TOOL_NESTED)) == 0);
	CHECK((flags_of("guard: true") & (WB_TOOL_GUARD | WB_TOOL_NESTED)) == WB_TOOL_GUARD);
	CHECK((flags_of("guard: [programs, nested]") & (WB_TOOL_GUARD | WB_TOOL_NESTED)) ==
	      (WB_TOOL_GUARD | WB_TOOL_NESTED));
	const auto with =
	    compiled({"guard: true\n    programs: {types: [lsm], effects: [timer]}"}).generation;
	CHECK(with->limits.at(1).effects == (WB_DOES_TIMER | WB_DOES_GUARD));
	CHECK(limits_of("effects: {without: [timer]}").effects % (2 * WB_DOES_GUARD) < WB_DOES_GUARD);
}

TEST_CASE("a model that no reader made grants no guard", "[compiler][guard]")
{
	Policy policy;
	Tool tool;
	tool.name = "t";
	tool.identities.push_back({});
	tool.identities[0].digest = *Digest::parse("sha256:" + hex64('1'));
	tool.guard.nested = true;
	tool.programs.limits.effects = ~0u;
	tool.programs.limits.places[WB_LIMIT_EFFECTS] = {};
	policy.tools.push_back(tool);
	const auto generation = compile(policy, host(), false).generation;
	REQUIRE(generation);
	CHECK((generation->tools[1].flags & (WB_TOOL_GUARD | WB_TOOL_NESTED)) == 0);
	CHECK((generation->limits[1].effects & WB_DOES_GUARD) == 0);
}
