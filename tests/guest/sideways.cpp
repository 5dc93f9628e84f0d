// SPDX-License-Identifier: Apache-2.0
#include "sideways.h"

#include <catch2/catch.hpp>

#include "stage.h"

namespace watchbpf::guest {

Sideways::Sideways()
    : owner_(scene_.sealed_twin(stage::sideways(), "owner")),
      other_(scene_.sealed_twin(stage::sideways(), "other")), eve_(scene_.copy(stage::sideways(), "eve"))
{
}

Command Sideways::by(const std::string &program, const Command &words)
{
	Command command{program};
	command.insert(command.end(), words.begin(), words.end());
	return command;
}

std::string Sideways::policy() const
{
	static const std::string kTypes =
	    "socket_filter, sched_cls, sched_act, xdp, cgroup_skb, perf_event, tracing";
	return scene_.policy({.tools = {{.name = "owner", .path = owner_, .types = kTypes},
					{.name = "other", .path = other_, .types = kTypes}}});
}

std::optional<Event> refusal_of(Daemon &daemon, pid_t pid)
{
	const auto events = select(daemon.events(), [&](const Event &event) {
		return event.pid == pid && event.denied() && !event.is_exec();
	});
	return events.empty() ? std::nullopt : std::optional(events.back());
}

void refused(Daemon &daemon, const Command &command, const std::string &hook, const std::string &reason)
{
	const Ran ran = run(command);
	INFO("with watchbpf: " << ran.output);
	CHECK(ran.status == 1);
	const auto denied = refusal_of(daemon, ran.pid);
	REQUIRE(denied);
	INFO(*denied);
	CHECK(denied->hook == hook);
	CHECK(denied->reason == reason);
}

void works(const Command &command)
{
	const Ran ran = run(command);
	INFO(command[0] << " " << command[1] << ": " << ran.output);
	CHECK(ran.status == 0);
}

} // namespace watchbpf::guest
