// SPDX-License-Identifier: Apache-2.0
// Start, second start, end: what is left behind is nothing.
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "daemon.h"
#include "inventory.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

static const Command kEve = {stage::probe(), "create"};

TEST_CASE("lifecycle: Ctrl-C or SIGTERM detaches and leaves nothing, again and again")
{
	const Scene scene;
	const Inventory before = inventory();
	for (const int signal : {SIGINT, SIGTERM, SIGTERM}) {
		Daemon daemon(scene.policy());
		CHECK(run(kEve).status == 1);
		CHECK(run({scene.alice()}).status == 0);

		CHECK(daemon.detach(signal) == 0);
		CHECK_THAT(daemon.process().errors(), Catch::Contains("watchbpf: detached"));
		CHECK(run(kEve).status == 0);
		CHECK(inventory_becomes(before));
		CHECK(must_run({"find", "/sys/fs/bpf", "-mindepth", "1"}).empty());
	}
}

TEST_CASE("lifecycle: a second instance is refused and told who is the first")
{
	const Scene scene;
	Daemon daemon(scene.policy());
	for (const char *mode : {"--enforce", "--audit"}) {
		const Ran second = run({stage::watchbpf(), mode, scene.path("policy.yaml")});
		INFO(second.output);
		CHECK(second.status == 1);
		CHECK_THAT(second.output, Catch::Contains(std::to_string(daemon.pid())));
	}
	CHECK(run(kEve).status == 1);
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("lifecycle: a killed watchbpf leaves nothing, and the next one starts")
{
	const Scene scene;
	const Inventory before = inventory();
	{
		Daemon daemon(scene.policy());
		CHECK(daemon.detach(SIGKILL) == 128 + SIGKILL);
	}
	CHECK(inventory_becomes(before));
	Daemon daemon(scene.policy());
	CHECK(run(kEve).status == 1);
	CHECK(daemon.detach() == 0);
}

// What ran before has no mark, whatever its file is.
TEST_CASE("lifecycle: an alice from before needs a restart")
{
	const Scene scene;
	Process early(scene.busy_alice());
	REQUIRE(early.wait_for_output("holding"));
	Daemon daemon(scene.policy());
	early.signal(SIGUSR1);
	CHECK(early.wait() == 1);
	CHECK_THAT(early.errors(), Catch::Contains("denied"));
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}

static std::string taint_flags()
{
	std::ifstream file("/proc/sys/kernel/tainted");
	std::string flags;
	REQUIRE(std::getline(file, flags));
	return flags;
}

// A program that a verifier warns of would make a host with panic_on_warn reboot.
TEST_CASE("lifecycle: no kernel is tainted by loading it")
{
	const Scene scene;
	const std::string before = taint_flags();
	Daemon daemon(scene.policy());
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
	CHECK(before == "0");
	CHECK(taint_flags() == before);
}
