// SPDX-License-Identifier: Apache-2.0
// What is kept of objects goes with them, and a full table refuses one tool, not all.
// WATCHBPF_CYCLES: how many of each (make cycles CYCLES=1000000).
#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>

#include "daemon.h"
#include "scene.h"
#include "stage.h"
#include "status.h"

using namespace watchbpf::guest;

// No run of a tool takes so long that it seems to hang.
static constexpr unsigned long kAtOnce = 10000;

static unsigned long cycles(unsigned long usual)
{
	const char *chosen = std::getenv("WATCHBPF_CYCLES");
	return chosen && *chosen ? std::strtoul(chosen, nullptr, 0) : usual;
}

struct Cycler {
	Scene scene;
	std::string tool = scene.sealed_copy(stage::cycle(), "cycle");
	std::string bob = scene.sealed_copy(stage::mapuser(), "bob");
	std::string policy() const
	{
		return scene.policy({.tools = {{.name = "cycle", .path = tool, .types = "xdp, tracing"},
					       {.name = "bob", .path = bob}}});
	}
};

// The kernel frees objects in its own time.
static bool records_become(const std::array<unsigned, 3> &expected)
{
	return eventually([&] { return status().records == expected; }, std::chrono::seconds(60));
}

static void leaves_no_record(const char *what, unsigned long usual)
{
	const Cycler cycler;
	Daemon daemon(cycler.policy(), {.execs = "none", .nobody_reads = true});
	const auto before = status().records;
	for (unsigned long left = cycles(usual); left;) {
		const unsigned long times = std::min(left, kAtOnce);
		const Ran ran = run({cycler.tool, what, std::to_string(times)});
		INFO(ran.output);
		REQUIRE(ran.status == 0);
		left -= times;
	}
	CHECK(records_become(before));
	CHECK(status().no_record == 0);
	daemon.detach();
}

TEST_CASE("cycles: maps leave no record")
{
	leaves_no_record("maps", 20000);
}

TEST_CASE("cycles: programs leave no record")
{
	leaves_no_record("programs", 3000);
}

TEST_CASE("cycles: links leave no record")
{
	leaves_no_record("links", 5000);
}

TEST_CASE("cycles: links that could not be attached leave no record")
{
	leaves_no_record("failed-links", 5000);
}

TEST_CASE("cycles: a full table refuses new maps, and nothing else")
{
	const Cycler cycler;
	Daemon daemon(cycler.policy(), {.execs = "none", .max_records = 128});
	Process bob({cycler.bob, "create", "bobs_map", "--hold"});
	REQUIRE(bob.wait_for_output("holding"));
	const auto before = status().records;
	Process full({cycler.tool, "hold", "1000"});
	REQUIRE(full.wait_for_output("holding"));
	CHECK_THAT(full.output(), Catch::Contains("create: denied"));
	CHECK(status().records[0] == 128);
	CHECK(status().no_record >= 1);

	const auto refused = select(
	    daemon.events(), [&](const Event &event) { return event.pid == full.pid() && event.denied(); });
	REQUIRE(refused.size() == 1);
	CHECK(refused[0].reason == "no-room");
	CHECK(refused[0].name == "eve_map");

	bob.signal(SIGUSR1);
	CHECK(bob.wait_for_output("update: allowed"));
	CHECK(run({cycler.bob, "create", "another"}).status == 1);

	full.signal(SIGUSR1);
	CHECK(full.wait() == 0);
	CHECK_THAT(full.output(), Catch::Contains("create after frees: allowed"));
	CHECK(records_become(before));
	CHECK(run({cycler.bob, "create", "another"}).status == 0);
	CHECK(daemon.detach() == 0);
}
