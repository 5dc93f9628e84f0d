// SPDX-License-Identifier: Apache-2.0
// `mode: audit` of one tool, or of one of its rules, in a run that enforces.
#include <catch2/catch.hpp>

#include "daemon.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

namespace {

// `rules`: what stands below the tool `eve`, which is the sealed probe.
std::string policy_about(const Scene &scene, const std::string &probe, const std::string &rules)
{
	return scene.write("policy.yaml",
			   "version: 1\ntools:\n  alice:\n    identities:\n      - path: " + scene.alice() +
			       "\n    programs:\n      types: [xdp, sched_cls]\n    maps: true\n"
			       "  eve:\n    identities:\n      - path: " +
			       probe + "\n" + rules);
}

struct Row {
	const char *what;
	std::string rules;
	int create, load; // exit status of the probe
};

const Row kRows[] = {
    {.what = "nothing granted", .rules = "    maps: false\n", .create = 1, .load = 1},
    {.what = "the tool in audit mode", .rules = "    mode: audit\n", .create = 0, .load = 0},
    {.what = "maps in audit mode", .rules = "    maps: {mode: audit}\n", .create = 0, .load = 1},
    {.what = "programs in audit mode",
     .rules = "    programs:\n      types: [kprobe]\n      mode: audit\n",
     .create = 1,
     .load = 0},
};

} // namespace

TEST_CASE("modes: audit of a tool or a rule reports and lets through, for it alone")
{
	const Scene scene;
	const std::string probe = scene.sealed_copy(stage::probe(), "probe");
	REQUIRE(run({probe, "create"}).status == 0);
	REQUIRE(run({probe, "load", "xdp"}).status == 0);
	for (const Row &row : kRows) {
		INFO(row.what);
		Daemon daemon(policy_about(scene, probe, row.rules));
		CHECK(run({probe, "create"}).status == row.create);
		CHECK(run({probe, "load", "xdp"}).status == row.load);
		const auto told = select(daemon.events(), [](const Event &event) {
			return event.tool == "eve" && !event.is_exec() && event.verdict != "allow";
		});
		REQUIRE(told.size() >= 2);
		for (const Event &event : told) {
			INFO(event);
			const bool loads = event.op == "load";
			CHECK(event.denied() == ((loads ? row.load : row.create) == 1));
		}
		// Everybody else is denied as before.
		CHECK(run({stage::probe(), "create"}).status == 1);
		CHECK(run({scene.alice()}).status == 0);
		CHECK(daemon.detach() == 0);
	}
}

TEST_CASE("modes: a tool in audit mode still can't switch watchbpf off")
{
	const Scene scene;
	const std::string probe = scene.sealed_copy(stage::probe(), "probe");
	REQUIRE(run({probe, "load", "lsm"}).status == 0);
	Daemon daemon(policy_about(scene, probe, "    mode: audit\n"));
	CHECK(run({probe, "load", "lsm"}).status == 1);
	CHECK(run({probe, "load", "xdp"}).status == 0);
	// None of watchbpf's maps and programs opens, and none of its links.
	for (const char *kind : {"maps", "programs", "links"})
		CHECK_THAT(run({probe, "open-all", kind}).output, !Catch::Contains("wb_"));
	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK(daemon.detach() == 0);
}
