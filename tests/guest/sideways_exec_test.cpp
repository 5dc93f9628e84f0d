// SPDX-License-Identifier: Apache-2.0
// What a task has open when it executes a tool.
#include <catch2/catch.hpp>
#include <vector>

#include "sideways.h"

using namespace watchbpf::guest;

// The owner starts another tool with an object of this kind in its hands.
static void gets_no_mark(Daemon &daemon, const Command &command)
{
	const Ran ran = run(command);
	INFO(ran.output);
	CHECK(ran.status != 0);
	const auto exec = first(daemon.events(), [&](const Event &event) {
		return event.pid == ran.pid && event.is_exec() && event.reason == "inherited";
	});
	REQUIRE(exec);
	CHECK(exec->denied());
	CHECK(exec->tool == "other");
	// As anybody else, it makes no map.
	const auto denied = refusal_of(daemon, ran.pid);
	REQUIRE(denied);
	CHECK(denied->op == "create");
	CHECK(denied->reason == "untrusted");
}

TEST_CASE("sideways: a tool that inherits another's object is none")
{
	const Sideways sides;
	std::vector<Command> commands;
	for (const char *kind : {"map", "socket_filter", "link"})
		commands.push_back(
		    sides.owner({"give", kind, sides.other({})[0], "give", "map", "/bin/true"}));
	for (const Command &command : commands)
		works(command);

	Daemon daemon(sides.policy());
	for (const Command &command : commands)
		gets_no_mark(daemon, command);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("sideways: what is closed on exec, and what is one's own, is not in the way")
{
	const Sideways sides;
	const Command other = sides.other({"give", "map", "/bin/true"});
	Command foreign = sides.owner({"give", "map"}), closed = sides.owner({"give-closed", "map"});
	Command own = sides.owner({"give", "map"}), through_eve = sides.owner({"give", "map"});
	const Command again = sides.owner({"give", "map", "/bin/true"}), eve = sides.eve({"start"});
	foreign.insert(foreign.end(), other.begin(), other.end());
	closed.insert(closed.end(), other.begin(), other.end());
	own.insert(own.end(), again.begin(), again.end());
	through_eve.insert(through_eve.end(), eve.begin(), eve.end());
	through_eve.insert(through_eve.end(), again.begin(), again.end());
	for (const Command &command : {foreign, closed, own, through_eve})
		works(command);

	Daemon daemon(sides.policy());
	CHECK(run(foreign).status != 0);
	works(closed);
	works(own);
	works(through_eve);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("sideways: a tool that has more fds than anybody looks through is none")
{
	const Sideways sides;
	const auto with_fds = [&](const std::string &last) {
		Command command{"bash", "-c",
				"ulimit -n 70000; exec " + last + "</dev/null; exec \"$0\" \"$@\""};
		const Command tool = sides.owner({"give", "map", "/bin/true"});
		command.insert(command.end(), tool.begin(), tool.end());
		return command;
	};
	works(with_fds("65000"));
	works(with_fds("66000"));

	Daemon daemon(sides.policy());
	works(with_fds("65000"));
	const Ran ran = run(with_fds("66000"));
	INFO(ran.output);
	CHECK(ran.status != 0);
	const auto exec = first(daemon.events(), [&](const Event &event) {
		return event.pid == ran.pid && event.is_exec() && event.tool == "owner";
	});
	REQUIRE(exec);
	CHECK(exec->reason == "inherited");
	CHECK(daemon.detach() == 0);
}
