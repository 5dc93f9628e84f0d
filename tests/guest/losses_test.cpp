// SPDX-License-Identifier: Apache-2.0
// When nobody reads the events, decisions go on and losses are counted.
#include <catch2/catch.hpp>
#include <csignal>
#include <set>

#include "daemon.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

// The ring holds 4 MiB, an event takes 400 bytes of it (struct wb_event and its header).
static const char kMoreThanTheRing[] = "15000";
static const char kMoreThanHalfTheRing[] = "5700";

// What was told and what was lost make up all numbers that were given out, from
// the first that was told: those before were watchbpf's self-test.
static void adds_up(const Log &log)
{
	std::set<std::uint64_t> numbers;
	for (const Event &event : log.events)
		numbers.insert(event.number);
	CHECK(numbers.size() == log.events.size());
	REQUIRE_FALSE(numbers.empty());
	const std::uint64_t given_out = *numbers.rbegin() - *numbers.begin() + 1;
	CHECK(log.events.size() + log.lost.decisions + log.lost.execs == given_out);
}

static std::size_t denials_of(const Log &log, pid_t pid)
{
	return select(
		   log.events,
		   [&](const Event &event) { return event.pid == pid && event.denied() && !event.is_exec(); })
	    .size();
}

TEST_CASE("losses: a stopped watchbpf goes on denying, and counts what it could not tell")
{
	const Scene scene;
	Daemon daemon(scene.policy(), {.execs = "none"});
	daemon.process().signal(SIGSTOP);
	const Ran flood = run({stage::probe(), "flood", kMoreThanTheRing});
	INFO(flood.output);
	CHECK(flood.status == 1);
	CHECK(run({scene.alice()}).status == 0);
	daemon.process().signal(SIGCONT);

	daemon.log();
	CHECK(daemon.detach() == 0);
	// Read again: the markers count as well, and the last losses come at the end.
	const Log log = parse_log(daemon.process().output());
	CHECK(log.lost.decisions > 0);
	CHECK(log.lost.execs == 0);
	adds_up(log);
}

// Half of the ring is for decisions alone: a flood of execs cannot hide them.
// Denials fill the first half here, because an emulated guest makes them faster.
TEST_CASE("losses: execs are left out before decisions are lost")
{
	const Scene scene;
	Daemon daemon(scene.policy());
	daemon.process().signal(SIGSTOP);
	CHECK(run({stage::probe(), "flood", kMoreThanHalfTheRing}).status == 1);
	REQUIRE(run({stage::launch(), "many", "100", "/bin/busybox", "true"}).status == 0);
	const Ran flood = run({stage::probe(), "flood", "1000"});
	CHECK(flood.status == 1);
	daemon.process().signal(SIGCONT);

	daemon.log();
	CHECK(daemon.detach() == 0);
	const Log log = parse_log(daemon.process().output());
	CHECK(log.lost.decisions == 0);
	CHECK(log.lost.execs >= 100);
	CHECK(denials_of(log, flood.pid) == 1000);
	adds_up(log);
}

TEST_CASE("losses: with nobody at the other end of its output it goes on enforcing")
{
	const Scene scene;
	Daemon daemon(scene.policy(), {.nobody_reads = true});
	for (int i = 0; i < 20; i++)
		CHECK(run({stage::probe(), "create"}).status == 1);
	std::this_thread::sleep_for(std::chrono::seconds(2));
	CHECK(daemon.process().running());
	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK(run({scene.alice()}).status == 0);
	daemon.detach();
	CHECK_THAT(daemon.process().errors(), Catch::Contains("watchbpf: detached"));
}
