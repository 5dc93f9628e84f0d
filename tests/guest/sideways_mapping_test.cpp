// SPDX-License-Identifier: Apache-2.0
// A map in memory: read and written without any bpf() call.
#include <catch2/catch.hpp>

#include "sideways.h"

using namespace watchbpf::guest;

TEST_CASE("sideways: an inherited map is not mapped into memory")
{
	const Sideways sides;
	const auto inherited_by = [&](const Command &act) {
		Command command = sides.owner({"give", "map"});
		command.insert(command.end(), act.begin(), act.end());
		return command;
	};
	// Whoever has it may copy it, which no hook sees.
	for (const char *act : {"dup", "map-read", "map-write"}) {
		works(inherited_by(sides.eve({act})));
		works(inherited_by(sides.owner({act})));
	}
	Daemon daemon(sides.policy());
	works(inherited_by(sides.eve({"dup"})));
	for (const char *act : {"map-read", "map-write"}) {
		refused(daemon, inherited_by(sides.eve({act})), "mapping", "untrusted");
		works(inherited_by(sides.owner({act})));
	}
	CHECK(daemon.detach() == 0);
}
