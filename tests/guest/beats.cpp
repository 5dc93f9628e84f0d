// SPDX-License-Identifier: Apache-2.0
#include "beats.h"

#include <catch2/catch.hpp>

#include "daemon.h"
#include "stage.h"

namespace watchbpf::guest {

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

void denied_for(const Scene &scene, const Command &act, const std::string &exec_reason,
		const ProcessOptions &options)
{
	const Ran baseline = run(act, options);
	INFO("without watchbpf: " << baseline.output);
	REQUIRE(baseline.status == 0);

	Daemon daemon(scene.policy());
	const Ran ran = run(act, options);
	INFO("with watchbpf: " << ran.output);
	CHECK(ran.status == 1);
	CHECK_THAT(ran.output, Catch::Contains("denied"));

	const auto events = daemon.events();
	const auto denied = first(events, is_denied_as_stranger);
	REQUIRE(denied);
	INFO(*denied);
	CHECK(reason_of_exec(events, *denied) == exec_reason);

	const Ran control = run({scene.alice()});
	INFO("alice: " << control.output);
	CHECK(control.status == 0);
	CHECK(daemon.detach() == 0);
}

void goes_on(const Scene &scene, const Command &act, const ProcessOptions &options)
{
	const Ran baseline = run(act, options);
	INFO("without watchbpf: " << baseline.output);
	REQUIRE(baseline.status == 0);

	Daemon daemon(scene.policy());
	const Ran ran = run(act, options);
	INFO("with watchbpf: " << ran.output);
	CHECK(ran.status == 0);

	const auto events = daemon.events();
	const auto loads = select(events, [](const Event &event) { return event.op == "load"; });
	CHECK(loads.size() == 2);
	for (const Event &load : loads) {
		INFO(load);
		CHECK(load.verdict == "allow");
		CHECK(load.tool == "alice");
	}
	CHECK_FALSE(first(events, [](const Event &event) { return event.denied() && !event.is_exec(); }));

	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK(daemon.detach() == 0);
}

} // namespace watchbpf::guest
