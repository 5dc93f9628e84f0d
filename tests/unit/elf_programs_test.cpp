// SPDX-License-Identifier: Apache-2.0
// Programs out of object files: those of tests/guest/effects, whose effects a person wrote
// down, and files that are none.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <random>

#include "../guest/effects/cases.h"
#include "../guest/stage.h"
#include "daemon/elf_programs.h"
#include "daemon/section_types.h"
#include "policy/vocabulary.h"

using namespace watchbpf::daemon;
using namespace watchbpf::policy;
namespace guest = watchbpf::guest;

namespace {

std::string bytes_of(const std::string &name)
{
	std::ifstream file(guest::stage::effects(name), std::ios::binary);
	return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<ProgramText> programs_of(const std::string &object)
{
	auto programs = programs_in(bytes_of(object), "", {});
	INFO(object << ": " << (programs ? "" : programs.error().message));
	REQUIRE(programs);
	return *programs;
}

ProgramText program_of(const std::string &object, const std::string &name)
{
	auto programs = programs_in(bytes_of(object), name, {});
	REQUIRE(programs);
	REQUIRE(programs->size() == 1);
	return programs->front();
}

// They call what could do more than they let it: a helper's or kfunc's row says the worst.
const std::set<std::string> kWorstCase = {"out_stack_id",   "out_printk",      "kfunc_cast_only",
					  "kfunc_pkt_read", "kfunc_pkt_write", "kfunc_work"};

std::uint32_t effects_of(const guest::EffectCase &row)
{
	std::uint32_t effects = 0;
	for (const auto &word : row.effects)
		effects |= 1u << effect_bit(word).value();
	return effects;
}

} // namespace

TEST_CASE("every object of the effects is read, with all its programs", "[elf]")
{
	for (const auto *objects : {&guest::effect_objects(), &guest::attack_objects()})
		for (const auto &object : *objects) {
			const auto programs = programs_of(object.name);
			for (const auto &row : object.cases)
				CHECK(std::ranges::count(programs, row.program, &ProgramText::name) == 1);
			for (const auto &program : programs) {
				CHECK(program.type != WB_NOT_KNOWN);
				CHECK_FALSE(program.instructions.empty());
			}
		}
}

// What the verifier finds must have been foreseen; and what is said to be certain must be found,
// but for code that is there only to be dead.
TEST_CASE("no program does what its instructions did not tell", "[elf]")
{
	for (const auto &object : guest::effect_objects())
		for (const auto &row : object.cases) {
			INFO(object.name << " " << row.program);
			const auto facts = facts_of(program_of(object.name, row.program), nullptr);
			const std::uint32_t real = effects_of(row);
			CHECK((real & ~(facts.effects | facts.open)) == 0);
			if (!row.program.starts_with("reach_") && !kWorstCase.contains(row.program))
				CHECK((facts.effects & ~real) == 0);
		}
}

TEST_CASE("a section's name says type, attach type and function", "[elf]")
{
	const auto type = [](const char *section) { return type_of_section(section).value(); };
	CHECK(type("xdp").type == 6);
	CHECK(type("?tp/syscalls/sys_enter_openat").type == 5);
	CHECK(type("fentry/tcp_connect").attach_type == 24);
	CHECK(type("fentry/tcp_connect").target == "tcp_connect");
	CHECK_FALSE(type("fentry/tcp_connect").sleepable);
	CHECK(type("fentry.s/tcp_connect").sleepable);
	CHECK(type("lsm.s/bpf").target == "bpf_lsm_bpf");
	CHECK(type("iter/task").target == "bpf_iter_task");
	CHECK(type("tp_btf/sched_switch").target == "sched_switch");
	CHECK(type("fentry").target_open);
	CHECK(type("kprobe/tcp_connect").target.empty());
	CHECK(type("tcx/ingress").attach_type == 46);
	CHECK(type("netfilter").type == 32);
	CHECK_FALSE(type_of_section("nothing/of/this"));
	CHECK_FALSE(type_of_section(""));
}

TEST_CASE("subprograms, callbacks, maps and kfuncs come along", "[elf]")
{
	CHECK(program_of("reach", "reach_sub").instructions.size() == 6);
	CHECK(program_of("reach", "reach_callback").instructions.size() == 12);
	CHECK(program_of("reach", "reach_dead").maps == std::set<std::string>{".rodata"});
	const auto kfunc = program_of("kfuncs", "kfunc_signal");
	REQUIRE(kfunc.kfuncs.size() == 1);
	CHECK(kfunc.kfuncs.begin()->second == "bpf_send_signal_task");
	CHECK(kfunc.target == "vfs_statx");
}

TEST_CASE("plain instructions need their type", "[elf]")
{
	const std::string exit("\x95\0\0\0\0\0\0\0", 8);
	CHECK_FALSE(programs_in(exit, "", {}));
	const auto programs = programs_in(exit, "", {.type = 6});
	REQUIRE(programs);
	CHECK(programs->front().instructions == std::vector<std::uint64_t>{0x95});
	CHECK_FALSE(programs_in("", "", {.type = 6}));
	CHECK_FALSE(programs_in(exit + "x", "", {.type = 6}));
}

TEST_CASE("a program that is not there is an error with a hint", "[elf]")
{
	const auto programs = programs_in(bytes_of("reach"), "reach_ded", {});
	REQUIRE_FALSE(programs);
	CHECK(programs.error().hint == "did you mean 'reach_dead'?");
}

TEST_CASE("an object that was cut off is an error or fewer programs", "[elf]")
{
	const std::string whole = bytes_of("reach");
	for (std::size_t size = 0; size < whole.size(); size += size < 128 ? 1 : 61) {
		const auto programs = programs_in(whole.substr(0, size), "", {.type = 6});
		if (!programs)
			CHECK_FALSE(programs.error().message.empty());
	}
	CHECK_FALSE(programs_in(whole.substr(0, whole.size() / 2), "", {}));
}

TEST_CASE("an object with other bytes in it is an error or other programs", "[elf]")
{
	const std::string whole = bytes_of("kfuncs");
	std::mt19937 dice(4711);
	for (int round = 0; round < 3000; round++) {
		std::string changed = whole;
		for (int i = 0; i < 1 + round % 8; i++) {
			// The header and the table of sections behind everything hold most of the structure.
			const std::size_t area = i % 3;
			const std::size_t start = area == 0 ? 0 : area == 1 ? whole.size() - 2200 : 0;
			const std::size_t length = area == 0 ? 64 : area == 1 ? 2200 : whole.size();
			changed[start + dice() % length] = static_cast<char>(dice());
		}
		const auto programs = programs_in(changed, "", {.type = 6});
		if (programs)
			for (const auto &program : *programs)
				(void)facts_of(program, nullptr);
	}
	CHECK_FALSE(programs_in("\x7f"
				"ELF",
				"", {.type = 6}));
	CHECK_FALSE(programs_in("\x7f"
				"ELF" +
				    std::string(4096, '\xff'),
				"", {.type = 6}));
}
