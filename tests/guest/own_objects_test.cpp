// SPDX-License-Identifier: Apache-2.0
// watchbpf's own maps and programs are nobody else's, not even a tool's.
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "daemon.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

// What `probe open-all` said of each object: "map 7" -> "allowed".
static std::set<std::string> objects(const std::string &output, const std::string &answer)
{
	std::set<std::string> found;
	std::istringstream stream(output);
	for (std::string line; std::getline(stream, line);) {
		const auto end = line.find(": " + answer + " (");
		if (end != std::string::npos)
			found.insert(line.substr(7, end - 7)); // after "probe: "
	}
	return found;
}

static void refuses_its_own(const char *kind, const char *hook, std::size_t at_least)
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::probe(), "tool");
	const Command act = {tool, "open-all", kind};
	Process alice(scene.busy_alice());
	REQUIRE(alice.wait_for_output("holding"));
	const Ran baseline = run(act);
	INFO("without watchbpf: " << baseline.output);
	REQUIRE(baseline.status == 0);
	const auto strangers = objects(baseline.output, "allowed");
	REQUIRE_FALSE(strangers.empty());

	Daemon daemon(scene.policy({.tools = {{.name = "tool", .path = tool}}}));
	const Ran ran = run(act);
	INFO("with watchbpf: " << ran.output);
	CHECK(ran.status == 1);
	CHECK(objects(ran.output, "allowed") == strangers);
	const auto own = objects(ran.output, "denied");
	CHECK(own.size() >= at_least);

	const auto denials = select(
	    daemon.events(), [&](const Event &event) { return event.pid == ran.pid && event.denied(); });
	CHECK(denials.size() == own.size());
	for (const Event &denial : denials) {
		INFO(denial);
		CHECK(denial.hook == hook);
		CHECK(denial.reason == "own-object");
		CHECK(denial.rule == "built-in");
	}
	CHECK(daemon.detach() == 0);
}

TEST_CASE("own objects: nobody gets a map of watchbpf")
{
	refuses_its_own("maps", "map-fd", 5);
}

TEST_CASE("own objects: nobody gets a program of watchbpf")
{
	refuses_its_own("programs", "program-fd", 5);
}

TEST_CASE("own objects: nobody gets a link of watchbpf")
{
	refuses_its_own("links", "command", 5);
}

// The link of the sysctl program can be detached, unlike those of LSM programs;
// with it goes what keeps ftrace, and so all of watchbpf, switched on.
TEST_CASE("own objects: a tool cannot detach what keeps ftrace on")
{
	static const char kSwitchOff[] = "echo 0 >/proc/sys/kernel/ftrace_enabled";
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::probe(), "tool");
	const Command act = {tool, "detach-all", "links"};
	{
		Process alice(scene.busy_alice());
		REQUIRE(alice.wait_for_output("holding"));
		const Ran baseline = run(act);
		INFO("without watchbpf: " << baseline.output);
		REQUIRE(baseline.status == 0);
	}
	Daemon daemon(scene.policy(
	    {.tools = {{.name = "alice", .path = scene.alice()}, {.name = "tool", .path = tool}}}));
	const Ran ran = run(act);
	INFO("with watchbpf: " << ran.output);
	CHECK(ran.status != 0);
	CHECK(objects(ran.output, "allowed").empty());
	CHECK(run({"sh", "-c", kSwitchOff}).status != 0);
	CHECK(run({stage::probe(), "create"}).status == 1);
	must_run({"sh", "-c", "echo 1 >/proc/sys/kernel/ftrace_enabled || true"});
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}
