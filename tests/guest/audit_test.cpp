// SPDX-License-Identifier: Apache-2.0
// Audit: nothing is denied, and each act that would be is one event.
#include <catch2/catch.hpp>

#include "daemon.h"
#include "inventory.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

TEST_CASE("audit: what would be denied works, with one event each")
{
	const Scene scene;
	Process alice(scene.busy_alice());
	REQUIRE(alice.wait_for_output("holding"));
	const std::vector<Command> acts = {
	    {stage::probe(), "create"},           {stage::probe(), "load", "xdp"},
	    {stage::probe(), "load", "fmod_ret"}, {stage::probe(), "map-by-id", map_id("ct_map_tcp4")},
	    {stage::probe(), "command", "4711"},
	};
	const std::vector<std::string> ops = {"create", "load", "load", "open-map", "command 4711"};

	Daemon daemon(scene.policy(), {.audit = true, .execs = "none"});
	std::vector<pid_t> pids;
	for (const Command &act : acts) {
		const Ran ran = run(act);
		INFO(ran.output);
		CHECK(ran.status == 0);
		pids.push_back(ran.pid);
	}

	const auto events = daemon.events();
	REQUIRE(events.size() == acts.size());
	for (std::size_t i = 0; i < events.size(); i++) {
		INFO(events[i]);
		CHECK(events[i].pid == pids[i]);
		CHECK(events[i].op == ops[i]);
		CHECK(events[i].verdict == "would-deny");
		CHECK(events[i].reason == "untrusted");
		CHECK(events[i].mode == "audit");
	}
	CHECK(daemon.detach() == 0);
}

TEST_CASE("audit: a tool is judged by its own rule")
{
	const Scene scene;
	Daemon daemon(scene.policy({.tools = {{.name = "alice", .path = scene.alice(), .types = "xdp"}}}),
		      {.audit = true});
	const Ran ran = run({scene.alice()});
	INFO(ran.output);
	CHECK(ran.status == 0);

	const auto loads = select(daemon.events(), [](const Event &event) { return event.op == "load"; });
	REQUIRE(loads.size() == 2);
	CHECK(loads[0].type == "xdp");
	CHECK(loads[0].verdict == "allow");
	CHECK(loads[1].type == "sched_cls");
	CHECK(loads[1].verdict == "would-deny");
	CHECK(loads[1].reason == "program-type");
	CHECK(daemon.detach() == 0);
}

TEST_CASE("audit: its lines say what would be denied")
{
	const Scene scene;
	Daemon daemon(scene.policy(), {.audit = true, .output = "text", .execs = "none"});
	const Ran create = run({stage::probe(), "create"}, {.cgroup = "eve"});
	const Ran load = run({stage::probe(), "load", "xdp", "from_netdev"}, {.cgroup = "eve"});
	CHECK(create.status == 0);
	CHECK(load.status == 0);
	CHECK(daemon.lines() == std::vector<std::string>{
				    ". process: probe pid: " + std::to_string(create.pid) +
					" pod: eve op: create name: eve_map action: WouldDeny",
				    ". process: probe pid: " + std::to_string(load.pid) +
					" pod: eve op: load type: xdp name: from_netdev action: BPFWouldDeny",
				});
	CHECK(daemon.detach() == 0);
}

TEST_CASE("audit: the example to observe with starts anywhere and says who would be denied")
{
	const Scene scene;
	Daemon daemon(stage::example("observe-first.yaml"), {.audit = true});
	const Ran ran = run({stage::probe(), "create"});
	CHECK(ran.status == 0);
	const auto told = first(daemon.events(),
				[&](const Event &event) { return event.pid == ran.pid && !event.is_exec(); });
	REQUIRE(told);
	CHECK(told->verdict == "would-deny");
	CHECK(run({stage::watchbpf(), "--enforce", stage::example("observe-first.yaml")}).status == 3);
	CHECK(daemon.detach() == 0);
}
