// SPDX-License-Identifier: Apache-2.0
// The programs of effects/ themselves, without watchbpf: each loads where its
// table says so, and nowhere else. Without that, "denied" would mean nothing.
#include <catch2/catch.hpp>

#include <set>
#include <sstream>

#include "effects/cases.h"
#include "process.h"
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
