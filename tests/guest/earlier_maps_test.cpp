// SPDX-License-Identifier: Apache-2.0
// Maps from before watchbpf: whose they are is who holds them, if that is one tool.
#include <catch2/catch.hpp>

#include <csignal>

#include "mapstage.h"

using namespace watchbpf::guest;

TEST_CASE("earlier maps: those of an adopted tool are its own")
{
	const MapStage stage;
	Holder bob(stage, "bob", "ct_map_tcp4");
	Daemon daemon(stage.policy({{.name = "alice", .reach = "others: {bob: {ct_map_tcp4: ro}}"},
				    {.name = "bob", .keys = "adopt: true"}}));

	CHECK(run(stage.act("alice", {"lookup"}, bob.by_id(), true)).status == 0);
	CHECK(run(stage.act("alice", {"update"}, bob.by_id(), false)).status == 1);
	CHECK(run(stage.act("bob", {"update"}, bob.by_id(), false)).status == 0);
	// He goes on with the fd that he had.
	bob.work();
	CHECK(daemon.detach() == 0);
}

TEST_CASE("earlier maps: those that nobody is known to own are named as such")
{
	const MapStage stage;
	const Holder bob(stage, "bob", "ct_map_tcp4");
	Daemon daemon(stage.policy({{.name = "alice", .reach = "others: {unowned: ro}"}, {.name = "bob"}}));

	CHECK(run(stage.act("alice", {"lookup"}, bob.by_id(), true)).status == 0);
	CHECK(run(stage.act("alice", {"update"}, bob.by_id(), false)).status == 1);
	const Ran ran = run(stage.act("bob", {"lookup"}, bob.by_id(), true));
	CHECK(ran.status == 1);
	const auto denial = first(daemon.events(), denied_to(ran.pid));
	REQUIRE(denial);
	CHECK(denial->reason == "foreign-map");
	CHECK(denial->owner == "unowned");
	CHECK(daemon.detach() == 0);
}

TEST_CASE("earlier maps: one that two tools hold is nobody's")
{
	const MapStage stage;
	const Holder bob(stage, "bob", "ct_map_tcp4");
	Process carol(stage.act("carol", {"hold"}, bob.by_id(), false));
	REQUIRE(carol.wait_for_output("holding"));
	Daemon daemon(stage.policy({{.name = "bob", .keys = "adopt: true"},
				    {.name = "carol", .keys = "adopt: true"},
				    {.name = "alice", .reach = "others: {unowned: ro}"}}));

	CHECK(run(stage.act("alice", {"lookup"}, bob.by_id(), true)).status == 0);
	CHECK(run(stage.act("bob", {"lookup"}, bob.by_id(), true)).status == 1);
	CHECK(run(stage.act("carol", {"lookup"}, bob.by_id(), true)).status == 1);
	CHECK(daemon.detach() == 0);
}

// Else a restart of watchbpf would make its readers its owners.
TEST_CASE("earlier maps: who only reads one does not own it")
{
	const MapStage stage;
	const Holder bob(stage, "bob", "ct_map_tcp4");
	Process reader(stage.act("alice", {"hold"}, bob.by_id(), true));
	REQUIRE(reader.wait_for_output("holding"));
	CHECK(run(stage.act("alice", {"update"}, bob.by_id(), false)).status == 0);

	Daemon daemon(stage.policy(
	    {{.name = "alice", .reach = "others: {unowned: ro}", .keys = "adopt: true"}, {.name = "bob"}}));
	const Ran ran = run(stage.act("alice", {"update"}, bob.by_id(), false));
	INFO(ran.output);
	CHECK(ran.status == 1);
	const auto denial = first(daemon.events(), denied_to(ran.pid));
	REQUIRE(denial);
	CHECK(denial->reason == "read-only-map");
	CHECK(denial->owner == "unowned");
	CHECK(run(stage.act("alice", {"lookup"}, bob.by_id(), true)).status == 0);
	CHECK(daemon.detach() == 0);
}
