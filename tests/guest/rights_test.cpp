// SPDX-License-Identifier: Apache-2.0
// What a tool may do is what its policy says, and no more.
#include <catch2/catch.hpp>

#include "daemon.h"
#include "inventory.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

// `act` of a tool with this rule is denied for `reason` by `rule`; `control` is not.
static void denied_to_tool(const ToolRule &rights, const Command &act, const Command &control,
			   const std::string &reason, const std::string &rule)
{
	const Scene scene;
	const std::string path = scene.sealed_copy(stage::probe(), "tool");
	const auto run_tool = [&](Command arguments) {
		arguments.insert(arguments.begin(), path);
		return run(arguments);
	};
	REQUIRE(run_tool(act).status == 0);
	REQUIRE(run_tool(control).status == 0);

	ToolRule tool = rights;
	tool.name = "tool";
	tool.path = path;
	Daemon daemon(scene.policy({.tools = {tool}}));
	const Ran ran = run_tool(act);
	INFO("with watchbpf: " << ran.output);
	CHECK(ran.status == 1);

	const auto denials = select(
	    daemon.events(), [&](const Event &event) { return event.denied() && event.pid == ran.pid; });
	REQUIRE(denials.size() == 1);
	INFO(denials[0]);
	CHECK(denials[0].hook == "command");
	CHECK(denials[0].reason == reason);
	CHECK(denials[0].rule == rule);
	CHECK(denials[0].tool == "tool");

	const Ran allowed = run_tool(control);
	INFO("control: " << allowed.output);
	CHECK(allowed.status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("rights: a program type that is not the tool's is denied")
{
	denied_to_tool({}, {"load", "kprobe"}, {"load", "xdp"}, "program-type", "tools.tool.programs.types");
}

TEST_CASE("rights: a tool without program types loads none")
{
	denied_to_tool({.types = ""}, {"load", "xdp"}, {"create"}, "no-programs",
		       "tools.tool.programs.types");
}

TEST_CASE("rights: a tool without maps creates none")
{
	denied_to_tool({.maps = false}, {"create"}, {"load", "xdp"}, "no-maps", "tools.tool.maps");
}

TEST_CASE("rights: a tool without maps opens none")
{
	const Scene scene;
	Process alice(scene.busy_alice());
	REQUIRE(alice.wait_for_output("holding"));
	denied_to_tool({.maps = false}, {"map-by-id", map_id("ct_map_tcp4")}, {"load", "xdp"}, "no-maps",
		       "tools.tool.maps");
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
