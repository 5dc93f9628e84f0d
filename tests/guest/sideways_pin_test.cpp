// SPDX-License-Identifier: Apache-2.0
// Pins as files: read as a text, and taken away.
#include <catch2/catch.hpp>
#include <filesystem>

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

private:
	static constexpr char kFolder[] = "/sys/fs/bpf/sideways";
	const Sideways &sides_;
};

static const char *reason_of_other(const std::string &kind)
{
	return kind == "map" ? "foreign-map" : "not-owner";
}

static void read_as_a_text(const std::string &kind)
{
	const Sideways sides;
	const Pins pins(sides);
	const Command read{"read", pins.pin(kind, "early")};
	works(sides.owner(read));
	works(sides.other(read));
	works(sides.eve(read));

	Daemon daemon(sides.policy());
	const std::string pin = pins.pin(kind, "pin");
	refused(daemon, sides.eve({"read", pin}), "pin-open", "untrusted");
	refused(daemon, sides.other({"read", pin}), "pin-open", reason_of_other(kind));
	works(sides.owner({"read", pin}));
	// Whose it is that was there before, nobody knows.
	refused(daemon, sides.owner(read), "pin-open", reason_of_other(kind));
	works({"ls", "/sys/fs/bpf/sideways"});
	CHECK(daemon.detach() == 0);
}

TEST_CASE("sideways: the text of a pinned map")
{
	read_as_a_text("map");
}

TEST_CASE("sideways: a pinned iterator")
{
	read_as_a_text("iterator");
}

static void taken_away(const std::string &kind)
{
	const Sideways sides;
	const Pins pins(sides);
	const std::string moved = Pins::path("moved");
	{
		const std::string pin = pins.pin(kind, "early");
		works(sides.eve({"link", pin, moved}));
		works(sides.eve({"rename", moved, Pins::path("again")}));
		works(sides.eve({"unlink", pin}));
	}
	Daemon daemon(sides.policy());
	const std::string pin = pins.pin(kind, "pin"), reason = reason_of_other(kind);
	for (const Command &act : {Command{"unlink", pin}, {"rename", pin, moved}, {"link", pin, moved}}) {
		refused(daemon, sides.eve(act), "pin-remove", "untrusted");
		refused(daemon, sides.other(act), "pin-remove", reason);
	}
	// Away by putting another in its place.
	works(sides.other({"pin", kind, Pins::path("others")}));
	refused(daemon, sides.other({"rename", Pins::path("others"), pin}), "pin-remove", reason);
	works(sides.owner({"link", pin, moved}));
	works(sides.owner({"rename", moved, Pins::path("last")}));
	works(sides.owner({"unlink", pin}));
	works(sides.owner({"unlink", Pins::path("last")}));
	works(sides.other({"unlink", Pins::path("others")}));
	CHECK(daemon.detach() == 0);
}

TEST_CASE("sideways: a map's pin is its owner's to take away")
{
	taken_away("map");
}

TEST_CASE("sideways: a program's pin is its owner's to take away")
{
	taken_away("socket_filter");
}

TEST_CASE("sideways: a link's pin is its owner's to take away")
{
	taken_away("link");
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
