// SPDX-License-Identifier: Apache-2.0
// Bob's map ct_map_tcp4 is Alice's to read: she finds it by its pin and by its id, and whatever
// would write it is denied; also through a program, of which the kernel does not ask.
#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>

#include "expected.h"
#include "mapstage.h"

using namespace watchbpf::guest;

static const std::string kBobs = "others: {bob: {ct_map_tcp4: ro}}";

// What reads; `--ro`, because an fd that can write is more than she may have.
static const std::vector<Command> kReading = {
    {"open"}, {"lookup"}, {"dump"}, {"batch-lookup"}, {"iterate"}, {"load-reader", "--run"},
};

struct Refused {
	Command act;
	std::string reason;
	bool for_writing = false; // with an fd that can write
};

static const std::vector<Refused> kWriting = {
    {{"open"}, "read-only-map", true},
    {{"update"}, "read-only-map", true},
    {{"update"}, "read-only-map"},
    {{"update-again"}, "read-only-map"},
    {{"open-again"}, "read-only-map"},
    {{"delete"}, "read-only-map"},
    {{"lookup-delete"}, "read-only-map"},
    {{"batch-update"}, "read-only-map"},
    {{"batch-delete"}, "read-only-map"},
    {{"batch-lookup-delete"}, "read-only-map"},
    {{"freeze"}, "not-owner"},
    {{"pin-at", "/sys/fs/bpf/alices"}, "read-only-map"},
    {{"load-writer"}, "read-only-map"},
    {{"load-updater"}, "read-only-map"},
    {{"load-writer-inner"}, "untold-map"},
    {{"load-writer-sealed"}, "untold-map"},
    {{"iterate-writer"}, "untold-map"},
    {{"iterate-mixer"}, "untold-map"},
    {{"iterate-adder"}, "untold-map"},
};

static void reads(const MapStage &stage, const Command &map)
{
	for (const Command &act : kReading) {
		const Ran ran = run(stage.act("alice", act, map, true));
		INFO(act[0] << ": " << ran.output);
		CHECK(ran.status == 0);
	}
}

static void writes_nothing(const MapStage &stage, Daemon &daemon, const Command &map)
{
	for (const Refused &refused : kWriting) {
		const Ran ran = run(stage.act("alice", refused.act, map, !refused.for_writing));
		INFO(refused.act[0] << ": " << ran.output);
		CHECK(ran.status == 1);
		const auto denial = first(daemon.events(), denied_to(ran.pid));
		REQUIRE(denial);
		INFO(*denial);
		CHECK(denial->reason == refused.reason);
		CHECK(denial->rule == "tools.alice.maps");
		if (refused.reason != "untold-map")
			CHECK(denial->owner == "bob");
	}
}

TEST_CASE("shared maps: what is granted for reading is read and not written")
{
	const MapStage stage;
	{
		// Without watchbpf an fd for reading writes through any program.
		const Holder bob(stage, "bob", "ct_map_tcp4");
		for (const char *act :
		     {"load-writer", "load-updater", "load-writer-inner", "load-writer-sealed",
		      "iterate-writer", "iterate-mixer", "iterate-adder"})
			CHECK(run(stage.act("alice", {act}, bob.by_id(), true)).status == 0);
		CHECK(run(stage.act("alice", {"update"}, bob.by_pin(), false)).status == 0);
		CHECK(run(stage.act("eve", {"update"}, bob.by_pin(), false)).status == 0);
	}
	Daemon daemon(stage.policy({{.name = "alice", .reach = "create: true\n" + kBobs}, {.name = "bob"}}));
	const Holder bob(stage, "bob", "ct_map_tcp4");

	reads(stage, bob.by_pin());
	reads(stage, bob.by_id());
	writes_nothing(stage, daemon, bob.by_pin());
	writes_nothing(stage, daemon, bob.by_id());
	for (const char *act : {"open", "lookup", "update", "load-reader"})
		CHECK(run(stage.act("eve", {act}, bob.by_pin(), true)).status == 1);
	for (const char *act : {"lookup", "update", "delete", "batch-update", "load-writer", "load-updater",
				"load-writer-inner", "load-writer-sealed", "iterate-writer", "iterate-mixer",
				"iterate-adder", "freeze"})
		CHECK(run(stage.act("bob", {act}, bob.by_pin(), false)).status == 0);
	CHECK(daemon.detach() == 0);
}

// Of maps that are no tables of elements, one act each writes.
static void is_not_written(const std::string &type, const std::string &act)
{
	const MapStage stage;
	{
		const Holder bob(stage, "bob", "ct_map_tcp4", type);
		const Ran ran = run(stage.act("alice", {act}, bob.by_id(), true));
		INFO(ran.output);
		REQUIRE(ran.status == 0);
	}
	Daemon daemon(stage.policy({{.name = "alice", .reach = "create: true\n" + kBobs}, {.name = "bob"}}));
	const Holder bob(stage, "bob", "ct_map_tcp4", type);
	CHECK(run(stage.act("alice", {"open"}, bob.by_pin(), true)).status == 0);
	const Ran ran = run(stage.act("alice", {act}, bob.by_pin(), true));
	INFO(ran.output);
	CHECK(ran.status == 1);
	const auto denial = first(daemon.events(), denied_to(ran.pid));
	REQUIRE(denial);
	CHECK(denial->reason == "read-only-map");
	CHECK(denial->owner == "bob");
	CHECK(run(stage.act("bob", {act}, bob.by_pin(), false)).status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("shared maps: no program is put on a sockmap that may only be read")
{
	is_not_written("--sockmap", "attach-verdict");
}

TEST_CASE("shared maps: no program writes an arena that may only be read")
{
	static constexpr Expected kArenas{6, 9, 0, 1, "arenas came with 6.9"};
	if (kArenas.now())
		is_not_written("--arena", "load-writer-arena");
	else
		CHECK(run({MapStage().tool("alice"), "create", "pages", "--arena"}).status == 2);
}

TEST_CASE("shared maps: without a grant another tool's maps are out of reach")
{
	const MapStage stage;
	Daemon daemon(stage.policy({{.name = "alice", .reach = "create: true\n" + kBobs}, {.name = "bob"}}));
	const Holder other(stage, "bob", "ct_map_udp4");

	for (const bool read_only : {true, false}) {
		const Ran ran = run(stage.act("alice", {"lookup"}, other.by_pin(), read_only));
		INFO(ran.output);
		CHECK(ran.status == 1);
		const auto denial = first(daemon.events(), denied_to(ran.pid));
		REQUIRE(denial);
		CHECK(denial->hook == "map-fd");
		CHECK(denial->reason == "foreign-map");
		CHECK(denial->owner == "bob");
	}
	CHECK(run(stage.act("bob", {"lookup"}, other.by_pin(), false)).status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("shared maps: a grant for writing, and one by the start of the name")
{
	const MapStage stage;
	Daemon daemon(stage.policy(
	    {{.name = "alice", .reach = "others: {bob: {'ct_*': rw, ct_map_any4: none}}"}, {.name = "bob"}}));
	const Holder granted(stage, "bob", "ct_map_tcp4"), left_out(stage, "bob", "ct_map_any4");

	for (const char *act : {"lookup", "update", "batch-update", "load-writer", "iterate-writer"})
		CHECK(run(stage.act("alice", {act}, granted.by_pin(), false)).status == 0);
	// What only its owner may, whatever is granted.
	CHECK(run(stage.act("alice", {"freeze"}, granted.by_pin(), false)).status == 1);
	CHECK(run(stage.act("alice", {"lookup"}, left_out.by_pin(), true)).status == 1);
	CHECK(run(stage.act("bob", {"lookup"}, left_out.by_pin(), true)).status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("shared maps: only listed types are created")
{
	const MapStage stage;
	const std::string alice = stage.tool("alice");
	CHECK(run({alice, "create", "hashed"}).status == 0);

	Daemon daemon(stage.policy({{.name = "alice", .reach = "create: [array]"}}));
	const Ran ran = run({alice, "create", "hashed"});
	CHECK(ran.status == 1);
	const auto denial = first(daemon.events(), denied_to(ran.pid));
	REQUIRE(denial);
	CHECK(denial->reason == "map-type");
	CHECK(run({alice, "create", "indexed", "--array"}).status == 0);
	CHECK(daemon.detach() == 0);
}
