// SPDX-License-Identifier: Apache-2.0
#include "beats.h"

#include <catch2/catch.hpp>

#include "daemon.h"
#include "stage.h"

namespace watchbpf::guest {

Way is_alice(const std::string &what, const Command &act, const ProcessOptions &options)
{
	return {what, act, "", options};
}

Way is_denied(const std::string &what, const Command &act, const std::string &exec_reason,
	      const ProcessOptions &options)
{
	return {what, act, exec_reason, options};
}

static bool is_denied_as_stranger(const Event &event)
{
	return event.hook == "command" && event.denied() && event.reason == "untrusted";
}

// What the last exec of `denied`'s task before that denial said.
static std::string reason_of_exec(const std::vector<Event> &events, const Event &denied)
{
	const auto execs = select(events, [&](const Event &event) {
		return event.is_exec() && event.pid == denied.pid && event.number < denied.number;
	});
	return execs.empty() ? "no exec was seen" : execs.back().reason;
}

static void check_denial(const Way &way, const Ran &ran, const std::vector<Event> &events)
{
	CHECK(ran.status == 1);
	CHECK_THAT(ran.output, Catch::Contains("denied"));
	const auto denied = first(events, is_denied_as_stranger);
	REQUIRE(denied);
	INFO(*denied);
	CHECK(reason_of_exec(events, *denied) == way.exec_reason);
}

static void check_success(const Ran &ran, const std::vector<Event> &events)
{
	CHECK(ran.status == 0);
	const auto loads = select(events, [](const Event &event) { return event.op == "load"; });
	CHECK(loads.size() == 2);
	for (const Event &load : loads) {
		INFO(load);
		CHECK(load.verdict == "allow");
		CHECK(load.tool == "alice");
	}
	CHECK_FALSE(first(events, [](const Event &event) { return event.denied() && !event.is_exec(); }));
}

void beats(const Scene &scene, const std::vector<Way> &ways)
{
	for (const Way &way : ways) {
		const Ran baseline = run(way.act, way.options);
		INFO(way.what << ", without watchbpf: " << baseline.output);
		REQUIRE(baseline.status == 0);
	}
	Daemon daemon(scene.policy());
	std::uint64_t seen = 0;
	for (const Way &way : ways) {
		const Ran ran = run(way.act, way.options);
		INFO(way.what << ", with watchbpf: " << ran.output);
		const auto events =
		    select(daemon.events(), [&](const Event &event) { return event.number > seen; });
		REQUIRE_FALSE(events.empty());
		seen = events.back().number;
		if (way.exec_reason.empty())
			check_success(ran, events);
		else
			check_denial(way, ran, events);
	}
	CHECK(run({scene.alice()}).status == 0);
	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK(daemon.detach() == 0);
}

} // namespace watchbpf::guest
