// SPDX-License-Identifier: Apache-2.0
// An fd of a map, program or link that another process hands over.
#include <catch2/catch.hpp>

#include "sideways.h"

using namespace watchbpf::guest;

static const struct {
	const char *kind, *others_reason;
} kHanded[] = {
    {"map", "foreign-map"}, {"socket_filter", "not-owner"}, {"link", "not-owner"}, {"iterator", "not-owner"}};

TEST_CASE("sideways: maps, programs and links over a socket")
{
	const Sideways sides;
	for (const auto &[kind, reason] : kHanded) {
		INFO(kind);
		const std::string socket = sides.path(std::string("before-") + kind);
		Process offer(sides.owner({"offer", kind, socket}));
		REQUIRE(offer.wait_for_output("ready"));
		works(sides.eve({"receive", socket}));
		works(sides.other({"receive", socket}));
	}
	Daemon daemon(sides.policy());
	for (const auto &[kind, reason] : kHanded) {
		INFO(kind);
		const std::string socket = sides.path(kind);
		Process offer(sides.owner({"offer", kind, socket}));
		REQUIRE(offer.wait_for_output("ready"));
		refused(daemon, sides.eve({"receive", socket}), "receive", "untrusted");
		refused(daemon, sides.other({"receive", socket}), "receive", reason);
		works(sides.owner({"receive", socket}));
	}
	CHECK(daemon.detach() == 0);
}

// From a process without a mark that inherited it: nobody guards such a one.
TEST_CASE("sideways: an fd that is taken with pidfd_getfd()")
{
	const Sideways sides;
	const Command held = sides.owner({"give", "map", sides.eve({"hold"})[0], "hold"});
	{
		Process holder(held);
		REQUIRE(holder.wait_for_output("ready"));
		const std::string pid = std::to_string(holder.pid());
		works(sides.eve({"take", pid}));
		works(sides.other({"take", pid}));
		// The kernel has no way to open such a file anew.
		CHECK(run(sides.eve({"reopen", pid})).status == 2);
	}
	Daemon daemon(sides.policy());
	Process holder(held);
	REQUIRE(holder.wait_for_output("ready"));
	const std::string pid = std::to_string(holder.pid());
	refused(daemon, sides.eve({"take", pid}), "receive", "untrusted");
	refused(daemon, sides.other({"take", pid}), "receive", "foreign-map");
	works(sides.owner({"take", pid}));
	CHECK(run(sides.eve({"reopen", pid})).status == 2);
	CHECK(daemon.detach() == 0);
}

// Who gets it is the thread that asked, whatever its supervisor wants.
TEST_CASE("sideways: an fd from a seccomp supervisor")
{
	const Sideways sides;
	const Command by_eve = sides.owner({"give", "map", sides.eve({})[0], "supervise"});
	const Command by_owner = sides.owner({"give", "map", sides.owner({})[0], "supervise"});
	works(by_eve);
	works(by_owner);

	Daemon daemon(sides.policy());
	refused(daemon, by_eve, "receive", "untrusted");
	works(by_owner);
	CHECK(daemon.detach() == 0);
}
