// SPDX-License-Identifier: Apache-2.0
// watchbpf's own maps and programs are nobody else's, not even a tool's.
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "daemon.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

struct Opened {
	std::set<std::string> allowed, refused; // "map 7" and so on
};

// What `probe open-all` said of each object: "probe: map 7: allowed (errno ...".
static Opened read_opened(const std::string &output)
{
	static const std::string kWho = "probe: ";
	Opened opened;
	std::istringstream stream(output);
	for (std::string line; std::getline(stream, line);) {
		const auto end = line.find(": ", kWho.size());
		const std::string object = line.substr(kWho.size(), end - kWho.size());
		const bool allowed = line.compare(end, 10, ": allowed ") == 0;
		(allowed ? opened.allowed : opened.refused).insert(object);
	}
	return opened;
}

// A tool opens everything there is. Without watchbpf that works.
static void refuses_its_own(const char *kind, const char *hook)
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::probe(), "tool");
	const Command act = {tool, "open-all", kind};
	Process alice(scene.busy_alice());
	REQUIRE(alice.wait_for_output("holding"));
	const Ran baseline = run(act);
	INFO("without watchbpf: " << baseline.output);
	REQUIRE(baseline.status == 0);
	const auto others = read_opened(baseline.output).allowed;
	REQUIRE_FALSE(others.empty());

	Daemon daemon(
	    scene.policy({.tools = {{.name = "tool", .path = tool, .reach = "others: {'*': rw}"}}}));
	const Ran ran = run(act);
	INFO("with watchbpf: " << ran.output);
	CHECK(ran.status != 0);
	const Opened opened = read_opened(ran.output);
	CHECK(opened.allowed == others);
	CHECK(opened.refused.size() >= 5);

	const auto denials = select(daemon.events(), denied_to(ran.pid));
	CHECK(denials.size() == opened.refused.size());
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
	refuses_its_own("maps", "map-fd");
}

TEST_CASE("own objects: nobody gets a program of watchbpf")
{
	refuses_its_own("programs", "program-fd");
}

// The link of the sysctl program could be detached, unlike those of LSM programs; with
// it would go what keeps ftrace, and so all of watchbpf, switched on. For everybody it
// is not there; those of other tools are, and denied.
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
	const auto denials = select(daemon.events(), denied_to(ran.pid));
	CHECK(denials.size() >= 5);
	for (const Event &denial : denials) {
		INFO(denial);
		CHECK(denial.op == "open-link");
		CHECK((denial.reason == "own-object" || denial.reason == "not-owner"));
	}
	CHECK(select(denials, [](const Event &event) { return event.reason == "own-object"; }).size() >= 5);
	CHECK(run({"sh", "-c", kSwitchOff}).status != 0);
	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("own objects: nobody reaches into watchbpf's process")
{
	const Scene scene;
	Daemon daemon(scene.policy());
	// The kernel makes EACCES of every refusal to open a task's memory.
	const std::vector<std::pair<const char *, int>> ways = {
	    {"attach", 1}, {"seize", 1}, {"fd", 1}, {"memory", 3}};
	for (const auto &[way, expected] : ways) {
		const Ran ran = run({stage::launch(), way, std::to_string(daemon.pid())});
		INFO(ran.output);
		CHECK(ran.status == expected);
		const auto denied = first(daemon.events(), [&](const Event &event) {
			return event.pid == ran.pid && event.denied() && !event.is_exec();
		});
		REQUIRE(denied);
		CHECK(denied->hook == "trace");
		CHECK(denied->reason == "own-object");
	}
	// What is nobody's is still open to root.
	Process bystander({"sleep", "600"});
	CHECK(run({stage::launch(), "attach", std::to_string(bystander.pid())}).status == 0);
	CHECK(daemon.detach() == 0);
}
