// SPDX-License-Identifier: Apache-2.0
// Pins as files: read as a text, and taken away.
#include <catch2/catch.hpp>
#include <filesystem>
#include <vector>

#include "sideways.h"

using namespace watchbpf::guest;

namespace fs = std::filesystem;

// A folder of its own in the bpffs, with pins of the owner.
class Pins {
public:
	explicit Pins(const Sideways &sides) : sides_(sides) { fs::create_directory(kFolder); }
	~Pins()
	{
		std::error_code ignored;
		fs::remove_all(kFolder, ignored);
	}
	Pins(const Pins &) = delete;
	Pins &operator=(const Pins &) = delete;

	static std::string path(const std::string &name) { return std::string(kFolder) + "/" + name; }
	std::string pin(const std::string &kind, const std::string &name) const
	{
		works(sides_.owner({"pin", kind, path(name)}));
		return path(name);
	}
	// The same, and its id.
	std::string id(const std::string &kind, const std::string &name) const
	{
		const Ran ran = run(sides_.owner({"pin", kind, path(name)}));
		INFO(ran.output);
		REQUIRE(ran.status == 0);
		const auto start = ran.output.find("id ") + 3;
		return ran.output.substr(start, ran.output.find('\n', start) - start);
	}

private:
	static constexpr char kFolder[] = "/sys/fs/bpf/sideways";
	const Sideways &sides_;
};

static const char *reason_of_other(const std::string &kind)
{
	return kind == "map" ? "foreign-map" : "not-owner";
}

TEST_CASE("sideways: a pinned map or iterator is its owner's to read as a text")
{
	const Sideways sides;
	const Pins pins(sides);
	const std::vector<std::string> kinds = {"map", "iterator"};
	for (const std::string &kind : kinds) {
		INFO(kind);
		const Command read{"read", pins.pin(kind, "early-" + kind)};
		works(sides.owner(read));
		works(sides.other(read));
		works(sides.eve(read));
	}
	Daemon daemon(sides.policy());
	for (const std::string &kind : kinds) {
		INFO(kind);
		const std::string pin = pins.pin(kind, kind);
		refused(daemon, sides.eve({"read", pin}), "pin-open", "untrusted");
		refused(daemon, sides.other({"read", pin}), "pin-open", reason_of_other(kind));
		works(sides.owner({"read", pin}));
		// Whose it is that was there before, nobody knows.
		refused(daemon, sides.owner({"read", Pins::path("early-" + kind)}), "pin-open",
			reason_of_other(kind));
	}
	works({"ls", "/sys/fs/bpf/sideways"});
	CHECK(daemon.detach() == 0);
}

static void is_taken_away_by_its_owner_only(Daemon &daemon, const Sideways &sides, const Pins &pins,
					    const std::string &kind)
{
	const std::string moved = Pins::path("moved"), others = Pins::path("others"),
			  last = Pins::path("last"), pin = pins.pin(kind, "pin"),
			  reason = reason_of_other(kind);
	for (const Command &act : {Command{"unlink", pin}, {"rename", pin, moved}, {"link", pin, moved}}) {
		refused(daemon, sides.eve(act), "pin-remove", "untrusted");
		refused(daemon, sides.other(act), "pin-remove", reason);
	}
	// Away by putting another in its place.
	works(sides.other({"pin", kind, others}));
	refused(daemon, sides.other({"rename", others, pin}), "pin-remove", reason);
	works(sides.owner({"link", pin, moved}));
	works(sides.owner({"rename", moved, last}));
	works(sides.owner({"unlink", pin}));
	works(sides.owner({"unlink", last}));
	works(sides.other({"unlink", others}));
}

TEST_CASE("sideways: the pin of a map, program or link is its owner's to take away")
{
	const Sideways sides;
	const Pins pins(sides);
	const std::vector<std::string> kinds = {"map", "socket_filter", "link"};
	for (const std::string &kind : kinds) {
		INFO(kind);
		const std::string pin = pins.pin(kind, "early");
		works(sides.eve({"link", pin, Pins::path("moved")}));
		works(sides.eve({"rename", Pins::path("moved"), Pins::path("again")}));
		works(sides.eve({"unlink", pin}));
		works(sides.eve({"unlink", Pins::path("again")}));
	}
	Daemon daemon(sides.policy());
	for (const std::string &kind : kinds) {
		INFO(kind);
		is_taken_away_by_its_owner_only(daemon, sides, pins, kind);
	}
	CHECK(daemon.detach() == 0);
}

TEST_CASE("sideways: folders of pins are moved by tools, and removed when empty")
{
	const Sideways sides;
	const Pins pins(sides);
	const std::string from = Pins::path("from"), to = Pins::path("to");
	fs::create_directory(from);
	works(sides.eve({"rename", from, to}));
	works(sides.eve({"rename", to, from}));

	Daemon daemon(sides.policy());
	refused(daemon, sides.eve({"rename", from, to}), "pin-remove", "untrusted");
	works(sides.other({"rename", from, to}));
	works(sides.eve({"rmdir", to}));
	CHECK(daemon.detach() == 0);
}

// Everybody who may use bpf() at all gets an fd of a pinned link: no hook sees that.
TEST_CASE("sideways: a link is its owner's to update and to detach")
{
	const Sideways sides;
	const Pins pins(sides);
	const std::string free = pins.pin("link", "free");
	works(sides.eve({"update-pinned", free}));
	works(sides.eve({"detach-pinned", free}));

	Daemon daemon(sides.policy());
	const std::string link = pins.pin("link", "link");
	for (const char *act : {"update-pinned", "detach-pinned"}) {
		refused(daemon, sides.eve({act, link}), "command", "untrusted");
		refused(daemon, sides.other({act, link}), "command", "not-owner");
	}
	works(sides.owner({"update-pinned", link}));
	works(sides.owner({"detach-pinned", link}));
	CHECK(daemon.detach() == 0);
}

TEST_CASE("sideways: pins do not go away with their file system")
{
	const Sideways sides;
	const std::string folder = sides.path("bpffs");
	fs::create_directory(folder);
	const auto mount = [&] { must_run({"mount", "-t", "bpf", "bpf", folder}); };
	for (const char *act : {"umount", "umount-later"}) {
		mount();
		works(sides.eve({act, folder}));
	}
	mount();

	Daemon daemon(sides.policy());
	works(sides.owner({"pin", "map", folder + "/pin"}));
	for (const char *act : {"umount", "umount-later"})
		refused(daemon, sides.eve({act, folder}), "pin-remove", "untrusted");
	works(sides.owner({"read", folder + "/pin"}));
	works(sides.other({"umount", folder}));
	CHECK(daemon.detach() == 0);
}

TEST_CASE("sideways: a link is its owner's to find by its id")
{
	const Sideways sides;
	const Pins pins(sides);
	works(sides.eve({"open-by-id", pins.id("link", "free")}));

	Daemon daemon(sides.policy());
	const Command open{"open-by-id", pins.id("link", "link")};
	refused(daemon, sides.eve(open), "command", "untrusted");
	refused(daemon, sides.other(open), "command", "not-owner");
	works(sides.owner(open));
	CHECK(daemon.detach() == 0);
}
