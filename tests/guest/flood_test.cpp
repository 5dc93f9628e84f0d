// SPDX-License-Identifier: Apache-2.0
// Of a flood of refusals each one is told or counted as lost, and watchbpf does not grow by it.
// WATCHBPF_FLOOD: how many (make flood: 1000000).
#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "daemon.h"
#include "scene.h"
#include "stage.h"
#include "status.h"

using namespace watchbpf::guest;

// Lines that wait for their reader: 1 MiB, and a string that grows doubles (event_stream.cpp).
static constexpr long kMayGrowKiB = 2048;
// No kernel has a bpf() command of this number, so everybody's is refused and told.
static const char kMarker[] = "2000000";

static unsigned long refusals()
{
	const char *chosen = std::getenv("WATCHBPF_FLOOD");
	return chosen && *chosen ? std::strtoul(chosen, nullptr, 0) : 200000;
}

// A million events do not fit into the guest: they are counted as they come.
class Tally {
public:
	void take(std::string_view chunk)
	{
		rest_ += chunk;
		std::size_t begin = 0;
		for (std::size_t end; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1)
			count(std::string_view(rest_).substr(begin, end - begin));
		rest_.erase(0, begin);
	}

	std::atomic<unsigned long> refused = 0; // creations of maps
	std::atomic<unsigned long> marker = 0;  // the number of the last marker; 0: none
	std::atomic<unsigned long> strange = 0; // other events, and such with an earlier number

private:
	void count(std::string_view line)
	{
		if (line.starts_with("{\"lost\":"))
			return; // asked of status, which is not behind
		const unsigned long number = number_behind(line, "\"number\":");
		if (number <= last_ || !line.contains("\"verdict\":\"deny\""))
			strange++;
		else if (number_behind(line, "\"command_number\":") == std::strtoul(kMarker, nullptr, 0))
			marker = number;
		else if (line.contains("\"op\":\"create\""))
			refused++;
		else
			strange++;
		last_ = number;
	}

	static unsigned long number_behind(std::string_view line, std::string_view key)
	{
		const std::size_t at = line.find(key);
		return at == line.npos ? 0 : std::strtoul(line.data() + at + key.size(), nullptr, 10);
	}

	std::string rest_;
	unsigned long last_ = 0;
};

// The number that this refusal took; whoever came before it has been told by then.
static unsigned long mark(Tally &tally)
{
	tally.marker = 0;
	REQUIRE(run({stage::probe(), "command", kMarker}).status == 1);
	REQUIRE(eventually([&] { return tally.marker != 0; }));
	return tally.marker;
}

static long anonymous_kib(pid_t pid)
{
	std::ifstream file("/proc/" + std::to_string(pid) + "/status");
	for (std::string word; file >> word;)
		if (word == "RssAnon:" && file >> word)
			return std::stol(word);
	return -1;
}

// Adds up, whichever way it is counted. Returns how many were lost; stopped, watchbpf must lose
// what does not fit into the ring.
static unsigned long flood(Daemon &daemon, Tally &tally, unsigned long times, bool stopped = false)
{
	const Status before = status();
	const unsigned long told_before = tally.refused, begin = mark(tally);
	if (stopped)
		daemon.process().signal(SIGSTOP);
	const Ran ran = run({stage::probe(), "flood", std::to_string(times)});
	daemon.process().signal(SIGCONT);
	INFO(ran.output);
	REQUIRE(ran.status == 1); // all of them

	const auto lost = [&] { return status().lost_decisions - before.lost_decisions; };
	const auto told = [&] { return tally.refused - told_before; };
	const bool all = eventually([&] { return told() + lost() >= times; }, std::chrono::seconds(60));
	CHECK(mark(tally) - begin - 1 == times);
	CHECK(told() + lost() == times);
	CHECK(status().denied - before.denied == times + 2);
	CHECK(tally.strange == 0);
	std::cout << "    " << times << " refused: " << told() << " told, " << lost() << " lost; RssAnon "
		  << anonymous_kib(daemon.pid()) << " kB" << std::endl;
	REQUIRE(all);
	return lost();
}

TEST_CASE("flood: every refusal is told or counted as lost, and watchbpf does not grow")
{
	const Scene scene;
	Tally tally;
	Daemon daemon(scene.policy(), {.execs = "none", .reader = [&](auto chunk) { tally.take(chunk); }});
	const unsigned long part = refusals() / 10;
	flood(daemon, tally, part);
	const long early = anonymous_kib(daemon.pid());
	for (int i = 0; i < 8; i++)
		flood(daemon, tally, part);
	CHECK(flood(daemon, tally, part, true) > 0);
	const long late = anonymous_kib(daemon.pid());
	CHECK(early > 0);
	CHECK(late - early < kMayGrowKiB);
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}
