// SPDX-License-Identifier: Apache-2.0
// Every bpf() command there is, and some that there are not, tried by Eve: EPERM
// and exactly one event each, numbered without a gap.
#include <catch2/catch.hpp>

#include "daemon.h"
#include "expected.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

// 0 to 38 are those of 7.2; the others no kernel knows, the last one as a negative
// number. Bit 16 is clear in all: 7.2 strips it (see the next test).
static std::vector<long> all_commands()
{
	std::vector<long> numbers;
	for (long number = 0; number <= 38; number++)
		numbers.push_back(number);
	for (const long unknown : {4711L, 65535L, 0x7ffeffffL, 0xfffeffffL})
		numbers.push_back(unknown);
	return numbers;
}

static Ran try_command(long number)
{
	return run({stage::probe(), "command", std::to_string(number)});
}

TEST_CASE("commands: each one is denied to eve, with one event each")
{
	const Scene scene;
	for (const long number : all_commands()) {
		const Ran baseline = try_command(number);
		INFO("without watchbpf: " << number << ": " << baseline.output);
		CHECK(baseline.status == 0);
	}

	Daemon daemon(scene.policy(), {.execs = "none"});
	std::vector<pid_t> pids;
	for (const long number : all_commands()) {
		const Ran ran = try_command(number);
		INFO(number << ": " << ran.output);
		CHECK(ran.status == 1);
		pids.push_back(ran.pid);
	}

	const auto events = daemon.events();
	REQUIRE(events.size() == pids.size());
	for (std::size_t i = 0; i < events.size(); i++) {
		INFO(events[i]);
		CHECK(events[i].pid == pids[i]);
		CHECK(events[i].number == events[0].number + i);
		CHECK(events[i].command_number == all_commands()[i]);
		CHECK(events[i].hook == "command");
		CHECK(events[i].verdict == "deny");
		CHECK(events[i].reason == "untrusted");
		CHECK(events[i].mode == "enforce");
	}
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("commands: with common attributes they are the same commands")
{
	// Before, the number with that bit is one more that no kernel knows.
	static constexpr Expected kSeen{7, 0, 1 << 16, 0, "bpf() takes BPF_COMMON_ATTRS since 7.0"};
	const Scene scene;

	for (const char *number : {"0", "5", "14"})
		CHECK(run({stage::probe(), "command", number, "--common"}).status == 0);

	Daemon daemon(scene.policy(), {.execs = "none"});
	for (const char *number : {"0", "5", "14"})
		CHECK(run({stage::probe(), "command", number, "--common"}).status == 1);

	const auto events = daemon.events();
	REQUIRE(events.size() == 3);
	CHECK(events[0].command_number == kSeen.now() + 0);
	CHECK(events[1].command_number == kSeen.now() + 5);
	CHECK(events[2].command_number == kSeen.now() + 14);
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("commands: one that no kernel knows is denied to a tool as well")
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::probe(), "tool");
	const Command act = {tool, "command", "4711"};

	CHECK(run(act).status == 0);
	Daemon daemon(scene.policy({.tools = {{.name = "tool", .path = tool}}}));
	CHECK(run(act).status == 1);
	const auto denied = first(
	    daemon.events(), [](const Event &event) { return event.hook == "command" && event.denied(); });
	REQUIRE(denied);
	CHECK(denied->reason == "unknown-command");
	CHECK(denied->rule == "built-in");
	CHECK(denied->tool == "tool");
	CHECK(run({tool, "create"}).status == 0);
	CHECK(daemon.detach() == 0);
}
