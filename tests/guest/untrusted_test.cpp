// SPDX-License-Identifier: Apache-2.0
// Key `default`: what tasks of no tool may do.
#include <catch2/catch.hpp>

#include "daemon.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

static const Command kListPrograms = {"bpftool", "prog", "list"};

TEST_CASE("untrusted: by default bpftool is told that it may not")
{
	const Scene scene;
	REQUIRE(run(kListPrograms).status == 0);
	Daemon daemon(scene.policy());
	const Ran ran = run(kListPrograms);
	INFO(ran.output);
	CHECK(ran.status != 0);
	CHECK_THAT(ran.output, Catch::Contains("Operation not permitted"));
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("untrusted: with introspection bpftool lists what others loaded")
{
	const Scene scene;
	Process alice(scene.busy_alice());
	REQUIRE(alice.wait_for_output("holding"));

	Daemon daemon(scene.policy(
	    {.tools = {{.name = "alice", .path = scene.alice()}}, .untrusted = "introspection"}));
	const Ran ran = run(kListPrograms);
	INFO(ran.output);
	CHECK(ran.status == 0);
	CHECK_THAT(ran.output, Catch::Contains("xdp  name from_netdev"));
	CHECK(daemon.detach() == 0);
}

TEST_CASE("untrusted: introspection is no more than that")
{
	const Scene scene;
	Process alice(scene.busy_alice());
	REQUIRE(alice.wait_for_output("holding"));
	const std::vector<Command> acts = {
	    {stage::probe(), "create"},
	    {stage::probe(), "load", "xdp"},
	    {stage::probe(), "command", "9"},
	    {stage::probe(), "open-all", "maps"},
	};
	for (const Command &act : acts)
		REQUIRE(run(act).status == 0);

	Daemon daemon(scene.policy(
	    {.tools = {{.name = "alice", .path = scene.alice()}}, .untrusted = "introspection"}));
	for (const Command &act : acts) {
		const Ran ran = run(act);
		INFO(ran.output);
		CHECK(ran.status == 1);
	}
	CHECK(run({stage::probe(), "command", "11"}).status == 0);
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}
