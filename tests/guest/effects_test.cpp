// SPDX-License-Identifier: Apache-2.0
// The programs of effects/ themselves, without watchbpf: each loads where its
// table says so, and nowhere else. Without that, "denied" would mean nothing.
#include <catch2/catch.hpp>

#include <csignal>
#include <set>
#include <sstream>

#include "daemon.h"
#include "effects/cases.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

static std::set<std::string> programs_of(const std::string &object)
{
	const Ran listed = run({stage::load_object(), "--list", stage::effects(object)});
	REQUIRE(listed.status == 0);
	std::istringstream lines(listed.output);
	std::set<std::string> programs;
	for (std::string line; std::getline(lines, line);)
		programs.insert(line);
	return programs;
}

static std::set<std::string> programs_in(const EffectObject &object)
{
	std::set<std::string> programs;
	for (const EffectCase &row : object.cases)
		programs.insert(row.program);
	return programs;
}

static void load_as_expected(const std::vector<EffectObject> &objects)
{
	for (const EffectObject &object : objects) {
		CHECK(programs_of(object.name) == programs_in(object));
		for (const std::string &program : programs_in(object)) {
			const Ran ran = run(load_command(object, program));
			INFO(object.name << ": " << ran.output);
			CHECK(ran.status == (case_here(object, program) ? 0 : 2));
		}
	}
}

TEST_CASE("effects: every program loads on the kernels that its row names")
{
	load_as_expected(effect_objects());
}

TEST_CASE("effects: every attack loads on the kernels that its row names")
{
	load_as_expected(attack_objects());
}

// libbpf's questions are of types that this tool may not load.
TEST_CASE("effects: the loader asks for its program, once, and for nothing else")
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::load_object(), "tool");
	Daemon daemon(scene.policy({.tools = {{.name = "tool", .path = tool, .types = "xdp"}}}));
	const Ran allowed = run({tool, stage::effects("packets"), "xdp_pass"});
	INFO(allowed.output);
	CHECK(allowed.status == 0);
	const Ran denied = run({tool, stage::effects("packets"), "tc_pass"});
	INFO(denied.output);
	CHECK(denied.status == 1);

	const auto loads = select(daemon.events(), [](const Event &event) { return event.op == "load"; });
	REQUIRE(loads.size() == 2);
	CHECK(loads[0].name == "xdp_pass");
	CHECK(loads[0].verdict == "allow");
	CHECK(loads[1].name == "tc_pass");
	CHECK(loads[1].reason == "program-type");
	CHECK(daemon.detach() == 0);
}

// What these attacks are worth: a refusal by an LSM program is none any more.
TEST_CASE("effects: what answers in the place of the LSMs gets round them")
{
	const std::string object = stage::effects("guard");
	const EffectObject &guard = attack_objects().front();
	REQUIRE(guard.name == "guard");
	Process denier({stage::load_object(), object, "deny_probe", "--attach", "--hold"});
	REQUIRE(denier.wait_for_output("attached"));
	for (const char *program : {"skip_fmod_ret", "skip_lsm", "skip_lsm_cgroup"}) {
		if (!case_here(guard, program))
			continue; // that it is refused here is asserted above
		INFO(program);
		CHECK(run({stage::probe(), "create"}).status == 1);
		Process attack({stage::load_object(), object, program, "--attach", "--hold"});
		REQUIRE(attack.wait_for_output("attached"));
		CHECK(run({stage::probe(), "create"}).status == 0);
		attack.signal(SIGTERM);
		CHECK(attack.wait() == 0);
	}
	denier.signal(SIGTERM);
	CHECK(denier.wait() == 0);
}
