// SPDX-License-Identifier: Apache-2.0
// XDP and tc programs that come and go by netlink.
#include <catch2/catch.hpp>
#include <vector>

#include "sideways.h"

using namespace watchbpf::guest;

// An interface of its own, with a place for filters.
class Interface {
public:
	Interface()
	{
		for (const char *module : {"veth", "cls_bpf", "act_bpf", "cls_matchall", "sch_ingress"})
			must_run({"modprobe", module});
		must_run({"ip", "link", "add", "side0", "type", "veth", "peer", "name", "side1"});
		must_run({"tc", "qdisc", "add", "dev", "side0", "clsact"});
	}
	~Interface() { run({"ip", "link", "del", "side0"}); }
	Interface(const Interface &) = delete;
	Interface &operator=(const Interface &) = delete;

	static void empty()
	{
		must_run({"ip", "link", "set", "dev", "side0", "xdpgeneric", "off"});
		must_run({"tc", "filter", "del", "dev", "side0", "ingress"});
	}
};

static Command attach(const Sideways &sides, const Command &user, const std::string &kind)
{
	Command command = sides.owner({"give", kind});
	command.insert(command.end(), user.begin(), user.end());
	return command;
}

static const struct {
	const char *kind, *to;
} kAttached[] = {
    {"xdp", "xdp"},
    {"xdp", "xdp-behind"}, // in the second of two messages
    {"sched_cls", "tc"},
    {"sched_cls", "tc-bare"},   // its kind has no end
    {"sched_act", "tc-action"}, // below another filter
};

TEST_CASE("sideways: XDP and tc programs by netlink")
{
	const Sideways sides;
	const Interface interface;
	const auto by_eve = [&](const char *kind, const char *to) {
		return attach(sides, sides.eve({"attach", to}), kind);
	};
	const auto by_owner = [&](const char *kind, const char *to) {
		return attach(sides, sides.owner({"attach", to}), kind);
	};
	for (const auto &[kind, to] : kAttached) {
		INFO(to);
		works(by_eve(kind, to));
		Interface::empty();
		works(by_owner(kind, to));
		Interface::empty();
	}
	Daemon daemon(sides.policy());
	for (const auto &[kind, to] : kAttached) {
		INFO(to);
		refused(daemon, by_eve(kind, to), "netlink", "untrusted");
		works(by_owner(kind, to));
	}
	CHECK(daemon.detach() == 0);
}

TEST_CASE("sideways: XDP is not taken away by netlink")
{
	const Sideways sides;
	const Interface interface;
	const Command owner = attach(sides, sides.owner({"attach", "xdp"}), "xdp");
	works(owner);
	works({"ip", "link", "set", "dev", "side0", "xdpgeneric", "off"});

	Daemon daemon(sides.policy());
	works(owner);
	CHECK(run({"ip", "link", "set", "dev", "side0", "xdpgeneric", "off"}).status != 0);
	refused(daemon, sides.eve({"attach", "xdp-off"}), "netlink", "untrusted");
	// Else the interface is root's to configure.
	works({"ip", "link", "set", "dev", "side0", "mtu", "1400"});
	works(sides.owner({"attach", "xdp-off"}));
	CHECK(daemon.detach() == 0);
}

// What takes a tool's filters away, or puts something else in their place.
static const std::vector<Command> kRemovals = {
    {"tc", "filter", "del", "dev", "side0", "ingress", "pref", "1", "bpf"},
    {"tc", "filter", "del", "dev", "side0", "ingress"},
    {"tc", "chain", "del", "dev", "side0", "ingress", "chain", "0"},
    {"tc", "qdisc", "del", "dev", "side0", "clsact"},
    // Another number of the same place.
    {"tc", "qdisc", "del", "dev", "side0", "parent", "ffff:7"},
};

TEST_CASE("sideways: tc filters of a tool are not taken away by netlink")
{
	const Sideways sides;
	const Interface interface;
	const Command owner = attach(sides, sides.owner({"attach", "tc"}), "sched_cls");
	std::vector<Command> removals = kRemovals;
	// Without naming the kind of the filter that is there.
	removals.push_back(sides.eve({"attach", "tc-replace"}));
	for (const Command &removal : removals) {
		works(owner);
		works(removal);
		run({"tc", "qdisc", "del", "dev", "side0", "clsact"});
		must_run({"tc", "qdisc", "add", "dev", "side0", "clsact"});
	}
	Daemon daemon(sides.policy());
	works(owner);
	for (const Command &removal : removals) {
		const Ran ran = run(removal);
		INFO(removal[0] << " " << removal[1] << " " << removal[2] << ": " << ran.output);
		CHECK(ran.status != 0);
		const auto denied = refusal_of(daemon, ran.pid);
		REQUIRE(denied);
		CHECK(denied->hook == "netlink");
		CHECK(denied->reason == "untrusted");
	}
	// What is of another kind, and elsewhere, is root's.
	works({"tc", "qdisc", "add", "dev", "side1", "root", "pfifo"});
	works({"tc", "qdisc", "del", "dev", "side1", "root"});
	CHECK(daemon.detach() == 0);
	// Without a tool's program on the host, so is this.
	works({"tc", "qdisc", "del", "dev", "side0", "clsact"});
}

TEST_CASE("sideways: nothing is flushed that no tool's program is in")
{
	const Sideways sides;
	const Interface interface;
	Daemon daemon(sides.policy());
	works({"tc", "filter", "add", "dev", "side0", "ingress", "pref", "1", "matchall", "action", "pass"});
	works({"tc", "filter", "del", "dev", "side0", "ingress"});
	works({"tc", "qdisc", "del", "dev", "side0", "clsact"});
	CHECK(daemon.detach() == 0);
}
