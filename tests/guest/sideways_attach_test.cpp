// SPDX-License-Identifier: Apache-2.0
// A program whose fd somebody has, attached without bpf().
#include <catch2/catch.hpp>

#include <filesystem>

#include "sideways.h"

using namespace watchbpf::guest;

// What is handed to whom attaches it, how, and which hook sees that.
static const struct {
	const char *kind, *to, *hook;
} kAttached[] = {
    {"socket_filter", "socket", "socket"},    {"socket_filter", "reuseport", "socket"},
    {"reuseport", "reuseport-off", "socket"}, {"perf_event", "perf", "device"},
    {"socket_filter", "tun", "device"},
};

TEST_CASE("sideways: programs for sockets, perf events and tun devices")
{
	const Sideways sides;
	must_run({"modprobe", "tun"});
	const auto handed = [&](const char *kind, const Command &user) {
		Command command = sides.owner({"give", kind});
		command.insert(command.end(), user.begin(), user.end());
		return command;
	};
	for (const auto &[kind, to, hook] : kAttached) {
		INFO(to);
		works(handed(kind, sides.eve({"attach", to})));
		works(handed(kind, sides.owner({"attach", to})));
	}
	Daemon daemon(sides.policy());
	for (const auto &[kind, to, hook] : kAttached) {
		INFO(to);
		refused(daemon, handed(kind, sides.eve({"attach", to})), hook, "untrusted");
		works(handed(kind, sides.owner({"attach", to})));
	}
	CHECK(daemon.detach() == 0);
}

// Of a cgroup, a program is taken off by its place alone.
TEST_CASE("sideways: a cgroup's program is not detached by its place")
{
	const Sideways sides;
	const std::string cgroup = "/sys/fs/cgroup/sideways";
	std::filesystem::create_directory(cgroup);
	works(sides.eve({"cgroup-attach", cgroup}));
	works(sides.eve({"cgroup-detach", cgroup}));

	Daemon daemon(sides.policy());
	works(sides.owner({"cgroup-attach", cgroup}));
	refused(daemon, sides.eve({"cgroup-detach", cgroup}), "command", "untrusted");
	refused(daemon, sides.other({"cgroup-detach", cgroup}), "command", "not-owner");
	works(sides.owner({"cgroup-cycle", cgroup}));
	// How systemd asks whether there is such a command: the kernel says EBADF.
	const Ran asked = run(sides.other({"cgroup-detach", "/nowhere"}));
	INFO(asked.output);
	CHECK(asked.status == 2);
	CHECK(daemon.detach() == 0);
	CHECK(run({"rmdir", cgroup}).status == 0);
}
