// SPDX-License-Identifier: Apache-2.0
// XDP and tc programs that come and go by netlink.
#include <catch2/catch.hpp>

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

static void attached(const std::string &kind, const std::string &to)
{
	const Sideways sides;
	const Interface interface;
	const Command eve = attach(sides, sides.eve({"attach", to}), kind);
	const Command owner = attach(sides, sides.owner({"attach", to}), kind);
	works(eve);
	Interface::empty();
	works(owner);
	Interface::empty();

	Daemon daemon(sides.policy());
	refused(daemon, eve, "netlink", "untrusted");
	works(owner);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("sideways: XDP by netlink")
{
	attached("xdp", "xdp");
}

TEST_CASE("sideways: XDP in the second of two messages")
{
	attached("xdp", "xdp-behind");
}

TEST_CASE("sideways: a tc filter")
{
	attached("sched_cls", "tc");
}

TEST_CASE("sideways: a tc filter whose kind has no end")
{
	attached("sched_cls", "tc-bare");
}

TEST_CASE("sideways: a tc action below another filter")
{
	attached("sched_act", "tc-action");
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

static void filters_stay(const Command &removal)
{
	const Sideways sides;
	const Interface interface;
	const Command owner = attach(sides, sides.owner({"attach", "tc"}), "sched_cls");
	works(owner);
	works(removal);
	run({"tc", "qdisc", "add", "dev", "side0", "clsact"});

	Daemon daemon(sides.policy());
	works(owner);
	const Ran ran = run(removal);
	INFO(ran.output);
	CHECK(ran.status != 0);
	const auto denied = refusal_of(daemon, ran.pid);
	REQUIRE(denied);
	CHECK(denied->hook == "netlink");
	CHECK(denied->reason == "untrusted");
	// What is of another kind, and elsewhere, is root's.
	works({"tc", "qdisc", "add", "dev", "side1", "root", "pfifo"});
	works({"tc", "qdisc", "del", "dev", "side1", "root"});
	CHECK(daemon.detach() == 0);
	// Without a tool's program on the host, so is this.
	works(removal);
}

TEST_CASE("sideways: tc filters are not deleted by their kind")
{
	filters_stay({"tc", "filter", "del", "dev", "side0", "ingress", "pref", "1", "bpf"});
}

TEST_CASE("sideways: tc filters are not flushed")
{
	filters_stay({"tc", "filter", "del", "dev", "side0", "ingress"});
}

TEST_CASE("sideways: the place of tc filters is not deleted")
{
	filters_stay({"tc", "qdisc", "del", "dev", "side0", "clsact"});
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
