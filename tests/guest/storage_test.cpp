// SPDX-License-Identifier: Apache-2.0
// A tool is never refused because somebody was preempted, and nobody else is let through. The kernel may give
// no task storage while another task of the same CPU is inside of it; so this runs in guests of its own,
// booted with preempt=full (tests/storage). WATCHBPF_EXECS: how many each loop makes.
#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "daemon.h"
#include "scene.h"
#include "stage.h"
#include "status.h"

using namespace watchbpf::guest;

static constexpr long kLoops = 8;

static long execs_of_a_loop()
{
	const char *chosen = std::getenv("WATCHBPF_EXECS");
	return chosen && *chosen ? std::atol(chosen) : 500;
}

// What loops did, and the time that all of them had in common.
struct Storm {
	long loops = 0, acted = 0, denied = 0, forks_refused = 0, otherwise = 0, preempted = 0;
	long long last_began = 0, first_ended = 0;
};

static Storm read_storm(const std::string &output)
{
	std::istringstream lines(output);
	Storm all;
	std::string word;
	Storm one;
	while (lines >> word >> one.acted >> one.denied >> one.forks_refused >> one.otherwise >>
	       one.preempted >> one.last_began >> one.first_ended) {
		all.first_ended = all.loops ? std::min(all.first_ended, one.first_ended) : one.first_ended;
		all.last_began = std::max(all.last_began, one.last_began);
		all.loops++;
		all.acted += one.acted;
		all.denied += one.denied;
		all.forks_refused += one.forks_refused;
		all.otherwise += one.otherwise;
		all.preempted += one.preempted;
	}
	return all;
}

struct Steered {
	unsigned long done = 0, denied = 0;
};

static Steered read_steered(const std::string &output)
{
	std::istringstream line(output);
	std::string word;
	Steered steered;
	line >> word >> steered.done >> steered.denied;
	return steered;
}

// As the kernel says it: "none voluntary (full)".
static std::string preemption()
{
	std::ifstream file("/sys/kernel/debug/sched/preempt");
	std::string text;
	std::getline(file, text);
	return text;
}

TEST_CASE("storage: preempted at any moment, a tool keeps its mark", "[.storage]")
{
	REQUIRE_THAT(preemption(), Catch::Contains("(full)"));
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::storm(), "tool");
	// Nobody looks at the events: there are many of the one who is always refused.
	Daemon daemon(scene.policy({.tools = {{.name = "tool", .path = tool}}}),
		      {.execs = "none", .reader = [](std::string_view) {}});
	REQUIRE(run({stage::storm(), "act", "0"}).status == 1); // who is no tool is refused

	const long execs = execs_of_a_loop();
	const unsigned long denied_before = status().denied;
	Process eve({stage::storm(), "steer", std::to_string(daemon.pid())});
	const Ran ran = run({stage::storm(), std::to_string(kLoops), std::to_string(execs), tool});
	eve.signal(SIGTERM);
	CHECK(eve.wait() == 1);
	INFO(ran.output << eve.output());
	REQUIRE(ran.status == 0);
	const Steered steered = read_steered(eve.output());
	const Storm storm = read_storm(ran.output);
	CHECK(storm.loops == kLoops);
	CHECK(storm.acted == kLoops * execs);
	CHECK(storm.denied == 0);
	CHECK(storm.forks_refused == 0);
	CHECK(storm.otherwise == 0);
	CHECK(steered.done == 0);
	CHECK(steered.denied > 1000);
	CHECK(status().denied == denied_before + steered.denied);
	// Side by side, and preempted more than once in a while.
	CHECK(storm.last_began < storm.first_ended);
	CHECK(storm.preempted > storm.acted / 10);
	CHECK(daemon.detach() == 0);
	CHECK_THAT(daemon.process().errors(), Catch::Contains(" 0 without storage"));
	std::cout << "    " << 2 * storm.acted << " execs, preempted " << storm.preempted << " times"
		  << "; " << steered.denied << " attempts to steer" << std::endl;
}
