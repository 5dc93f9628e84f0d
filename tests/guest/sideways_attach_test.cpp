// SPDX-License-Identifier: Apache-2.0
// A program whose fd somebody has, attached without bpf().
#include <catch2/catch.hpp>

#include "sideways.h"

using namespace watchbpf::guest;

static void attached(const std::string &kind, const std::string &to, const std::string &hook)
{
	const Sideways sides;
	const auto inherited_by = [&](const Command &user) {
		Command command = sides.owner({"give", kind});
		command.insert(command.end(), user.begin(), user.end());
		return command;
	};
	const Command eve = inherited_by(sides.eve({"attach", to}));
	const Command owner = inherited_by(sides.owner({"attach", to}));
	works(eve);
	works(owner);

	Daemon daemon(sides.policy());
	refused(daemon, eve, hook, "untrusted");
	works(owner);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("sideways: SO_ATTACH_BPF")
{
	attached("socket_filter", "socket", "socket");
}

TEST_CASE("sideways: SO_ATTACH_REUSEPORT_EBPF")
{
	attached("socket_filter", "reuseport", "socket");
}

TEST_CASE("sideways: PERF_EVENT_IOC_SET_BPF")
{
	attached("perf_event", "perf", "device");
}

TEST_CASE("sideways: a program that steers a tun device")
{
	must_run({"modprobe", "tun"});
	attached("socket_filter", "tun", "device");
}
