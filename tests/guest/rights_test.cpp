// SPDX-License-Identifier: Apache-2.0
// What a tool may do is what its policy says, and no more.
#include <catch2/catch.hpp>

#include "daemon.h"
#include "inventory.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

// `act` of a tool with this rule is denied for `reason` by `key` of the rule; `control` is not.
struct Right {
	ToolRule rule;
	Command act, control;
	std::string reason, key;
};

static Ran run_tool(const ToolRule &tool, Command arguments)
{
	arguments.insert(arguments.begin(), tool.path);
	return run(arguments);
}

static void denied_to_tool(Daemon &daemon, const Right &right)
{
	const Ran ran = run_tool(right.rule, right.act);
	INFO("with watchbpf: " << ran.output);
	CHECK(ran.status == 1);
	const auto denials = select(daemon.events(), denied_to(ran.pid));
	REQUIRE(denials.size() == 1);
	INFO(denials[0]);
	CHECK(denials[0].hook == "command");
	CHECK(denials[0].reason == right.reason);
	CHECK(denials[0].rule == "tools." + right.rule.name + "." + right.key);
	CHECK(denials[0].tool == right.rule.name);

	const Ran allowed = run_tool(right.rule, right.control);
	INFO("control: " << allowed.output);
	CHECK(allowed.status == 0);
}

TEST_CASE("rights: what is not the tool's is denied")
{
	const Scene scene;
	Process alice(scene.busy_alice());
	REQUIRE(alice.wait_for_output("holding"));
	std::vector<Right> rights = {
	    {{.name = "xdp_only"}, {"load", "kprobe"}, {"load", "xdp"}, "program-type", "programs.types"},
	    {{.name = "no_types", .types = ""}, {"load", "xdp"}, {"create"}, "no-programs", "programs.types"},
	    {{.name = "no_maps", .maps = false}, {"create"}, {"load", "xdp"}, "no-maps", "maps"},
	    {{.name = "opens_none", .maps = false},
	     {"map-by-id", map_id("ct_map_tcp4")},
	     {"load", "xdp"},
	     "no-maps",
	     "maps"},
	};
	PolicyRules policy;
	for (Right &right : rights) {
		right.rule.path = scene.sealed_twin(stage::probe(), right.rule.name);
		policy.tools.push_back(right.rule);
		REQUIRE(run_tool(right.rule, right.act).status == 0);
		REQUIRE(run_tool(right.rule, right.control).status == 0);
	}
	Daemon daemon(scene.policy(policy));
	for (const Right &right : rights) {
		INFO(right.rule.name);
		denied_to_tool(daemon, right);
	}
	CHECK(daemon.detach() == 0);
}

TEST_CASE("rights: alice may have maps and be refused programs")
{
	const Scene scene;
	Daemon daemon(
	    scene.policy({.tools = {{.name = "alice", .path = scene.alice(), .types = "sched_cls"}}}));
	const Ran ran = run({scene.alice()});
	INFO(ran.output);
	CHECK(ran.status == 1);
	CHECK_THAT(ran.output, Catch::Contains("created map ct_map_tcp4"));
	CHECK_THAT(ran.output, Catch::Contains("cannot load xdp program: denied"));
	const auto load = first(daemon.events(), [](const Event &event) { return event.op == "load"; });
	REQUIRE(load);
	CHECK(load->type == "xdp");
	CHECK(load->name == "from_netdev");
	CHECK(load->reason == "program-type");
	CHECK(daemon.detach() == 0);
}

TEST_CASE("rights: two tools have their own")
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::probe(), "tool");
	Daemon daemon(
	    scene.policy({.tools = {{.name = "alice", .path = scene.alice()},
				    {.name = "tool", .path = tool, .types = "kprobe", .maps = false}}}));
	CHECK(run({scene.alice()}).status == 0);
	CHECK(run({tool, "load", "kprobe"}).status == 0);
	CHECK(run({tool, "load", "xdp"}).status == 1);
	CHECK(run({tool, "create"}).status == 1);
	CHECK(daemon.detach() == 0);
}
