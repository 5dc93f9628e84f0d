// SPDX-License-Identifier: Apache-2.0
// The lines people read, word by word as in the talk that this began with.
#include <algorithm>
#include <catch2/catch.hpp>

#include "daemon.h"
#include "inventory.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

static std::string line(const std::string &who, pid_t pid, const std::string &pod, const std::string &rest)
{
	return ". process: " + who + " pid: " + std::to_string(pid) + " pod: " + pod + " " + rest;
}

static bool has(const std::vector<std::string> &lines, const std::string &wanted)
{
	return std::find(lines.begin(), lines.end(), wanted) != lines.end();
}

static std::string joined(const std::vector<std::string> &lines)
{
	std::string text;
	for (const auto &each : lines)
		text += each + "\n";
	return text;
}

TEST_CASE("text: the five lines of the talk")
{
	const Scene scene;
	const std::string eve = scene.copy(stage::probe(), "eve");

	// Eve holds a map of somebody else since before watchbpf started.
	Process victim(scene.busy_alice());
	REQUIRE(victim.wait_for_output("holding"));
	Process holder({eve, "update", map_id("ct_map_tcp4"), "--after", scene.path("go")},
		       {.cgroup = "eve"});
	REQUIRE(holder.wait_for_output("ready"));

	Daemon daemon(scene.policy({.tools = {{.name = "alice", .path = scene.alice(), .maps = false}}}),
		      {.output = "text"});
	const Ran load = run({eve, "load", "xdp", "from_netdev"}, {.cgroup = "eve"});
	CHECK(load.status == 1);
	const Ran alice = run({scene.alice(), "--no-maps"}, {.cgroup = "alice"});
	INFO(alice.output);
	CHECK(alice.status == 0);
	scene.write("go", "");
	CHECK(holder.wait() == 1);

	const auto lines = daemon.lines();
	INFO(joined(lines));
	CHECK(has(lines, line("eve", load.pid, "eve", "op: exec action: BPFDenied")));
	CHECK(has(lines,
		  line("eve", load.pid, "eve", "op: load type: xdp name: from_netdev action: BPFDenied")));
	CHECK(has(lines, line("alice", alice.pid, "alice", "op: exec action: ProgApproved,MapsDenied")));
	CHECK(has(lines, line("alice", alice.pid, "alice",
			      "op: load type: xdp name: from_netdev effects: read_packet action: Approved")));
	CHECK(has(lines, line("eve", holder.pid(), "eve", "op: update name: ct_map_tcp4 action: Denied")));
	CHECK(daemon.detach() == 0);
}

TEST_CASE("text: a denial with more to say gives its reason and rule")
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::probe(), "tool");
	Daemon daemon(scene.policy({.tools = {{.name = "agent", .path = tool}}}), {.output = "text"});
	const Ran ran = run({tool, "load", "kprobe", "k"}, {.cgroup = "eve"});
	const auto lines = daemon.lines();
	INFO(joined(lines));
	CHECK(has(lines, line("tool", ran.pid, "eve",
			      "op: load type: kprobe name: k action: Denied reason: program type not allowed "
			      "rule: tools.agent.programs.types")));
	CHECK(daemon.detach() == 0);
}

TEST_CASE("text: a name cannot pass for more than one word")
{
	const Scene scene;
	const std::string eve = scene.copy(stage::probe(), "a action: x\n");
	Daemon daemon(scene.policy(), {.output = "text", .execs = "none"});
	const Ran ran = run({eve, "create"});
	const auto lines = daemon.lines();
	INFO(joined(lines));
	CHECK(has(lines,
		  line("a\\x20action:\\x20x\\x0a", ran.pid, "-", "op: create name: eve_map action: Denied")));
	CHECK(daemon.detach() == 0);
}

// The policy that we ship, with the files where it says they are.
TEST_CASE("text: the example policy holds for what it names")
{
	const Scene scene;
	namespace fs = std::filesystem;
	fs::create_directories("/usr/local/bin");
	fs::remove("/usr/local/bin/alice");
	fs::copy_file(stage::alice(), "/usr/local/bin/alice");
	must_run({stage::watchbpf(), "seal", "/usr/local/bin/alice", "/usr/bin/bpftrace"});
	must_run({stage::watchbpf(), "check", stage::example("alice.yaml")});

	Daemon daemon(stage::example("alice.yaml"), {.output = "text"});
	const Ran alice = run({"/usr/local/bin/alice"});
	INFO(alice.output);
	CHECK(alice.status == 0);
	CHECK(
	    has(daemon.lines(), line("alice", alice.pid, "-", "op: exec action: ProgApproved,MapsApproved")));
	CHECK(run({stage::alice()}).status == 1);
	CHECK(daemon.detach() == 0);
}
