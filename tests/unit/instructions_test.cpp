// SPDX-License-Identifier: Apache-2.0
// What instructions tell without a verifier.
#include <catch2/catch.hpp>

#include "programs_of.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;

namespace {

constexpr std::uint32_t kKprobe = 2, kXdp = 6, kTracing = 26, kStructOps = 27;

InstructionFacts facts(const ProgramText &program)
{
	return facts_of(program, nullptr);
}

InstructionFacts facts(std::uint32_t type, std::vector<std::uint64_t> instructions)
{
	return facts(program_of(type, std::move(instructions)));
}

} // namespace

TEST_CASE("a helper's effects are certain, and its first call is told", "[instructions]")
{
	const auto found = facts(kKprobe, {call(7), call(36), call(36), kExit});
	CHECK(found.effects == WB_DOES_WRITE_USER);
	CHECK(found.open == 0);
	CHECK(found.causes[WB_EFFECT_WRITE_USER].number == 36);
	CHECK(found.causes[WB_EFFECT_WRITE_USER].instruction == 1);
	REQUIRE(found.helpers.size() == 2);
	CHECK(found.helpers[1].number == 36);
	CHECK(found.helpers[1].instruction == 1);
}

TEST_CASE("loads and stores are open, but on the stack", "[instructions]")
{
	CHECK(facts(kKprobe, {kLoadWord}).open == WB_DOES_READ_KERNEL);
	CHECK(facts(kXdp, {kLoadWord}).open == (WB_DOES_READ_KERNEL | WB_DOES_READ_PACKET));
	CHECK(facts(kKprobe, {kStoreWord}).open == (WB_DOES_WRITE_KERNEL | WB_DOES_WRITE_USER));
	CHECK(facts(kKprobe, {kStoreWord}).effects == 0);
	CHECK(facts(kKprobe, {kStoreOnStack, kExit}).open == 0);
}

TEST_CASE("what is certain is open no more, and has the cause that makes it certain", "[instructions]")
{
	const auto found = facts(kKprobe, {kLoadWord, call(113), kExit});
	CHECK((found.effects & WB_DOES_READ_KERNEL) != 0);
	CHECK((found.open & WB_DOES_READ_KERNEL) == 0);
	CHECK(found.causes[WB_EFFECT_READ_KERNEL].kind == WB_CAUSE_HELPER);
	CHECK(found.causes[WB_EFFECT_READ_KERNEL].instruction == 1);
}

TEST_CASE("a map is written for certain by a helper, perhaps by a store, and never without one",
	  "[instructions]")
{
	const auto helper = facts(kKprobe, {kWide, 0, call(2), kExit});
	CHECK(helper.writes_map);
	CHECK((helper.open & kMapEffects) == kMapEffects);
	CHECK(helper.causes[WB_EFFECT_WRITE_PINNED_MAP].instruction == 2);
	const auto store = facts(kKprobe, {kWide, 0, kStoreWord, kExit});
	CHECK_FALSE(store.writes_map);
	CHECK((store.open & kMapEffects) == kMapEffects);
	CHECK((facts(kKprobe, {kStoreWord, kExit}).open & kMapEffects) == 0);
	// The store comes first, the helper is what makes it certain.
	const auto both = facts(kKprobe, {kWide, 0, kStoreWord, call(2), kExit});
	CHECK(both.causes[WB_EFFECT_WRITE_OWN_MAP].kind == WB_CAUSE_HELPER);
}

TEST_CASE("an iterator may write values of maps that it does not name", "[instructions]")
{
	// Iterators are of type tracing; a kprobe has no such pointer.
	CHECK((facts(kKprobe, {kStoreWord, kExit}).open & kMapEffects) == 0);
	const ProgramText program = program_of(kTracing, {kStoreWord, kExit});
	CHECK((facts(program).open & kMapEffects) == (WB_DOES_WRITE_SHARED_MAP | WB_DOES_WRITE_PINNED_MAP));
}

TEST_CASE("the second half of a constant is data", "[instructions]")
{
	CHECK(facts(kKprobe, {kWide, call(36), kExit}).effects == 0);
	CHECK(facts(kKprobe, {kWide, kWide, call(36), kExit}).effects == WB_DOES_WRITE_USER);
}

TEST_CASE("a program's type and flags have effects of their own", "[instructions]")
{
	CHECK(facts(kStructOps, {kExit}).effects == WB_DOES_WRITE_KERNEL);
	ProgramText program = program_of(kTracing, {kExit});
	program.sleepable = true;
	CHECK(facts(program).effects == WB_DOES_SLEEP);
	program.sleepable = false;
	program.sleepable_open = true;
	CHECK(facts(program).open == WB_DOES_SLEEP);
	program.type = kXdp;
	CHECK(facts(program).open == 0);
}

TEST_CASE("kfuncs go by their name", "[instructions]")
{
	ProgramText program = program_of(kKprobe, {call_kfunc(), call_kfunc(), call_kfunc(4711), kExit});
	program.kfuncs = {{0, "bpf_send_signal_task"}, {1, "scx_bpf_now"}};
	const auto found = facts(program);
	CHECK(found.effects == (WB_DOES_SIGNAL | WB_DOES_UNKNOWN));
	REQUIRE(found.kfuncs.size() == 3);
	CHECK(found.kfuncs[0].name == "bpf_send_signal_task");
	CHECK(found.kfuncs[2].name.empty());
	CHECK(found.kfuncs[2].number == 4711);
	CHECK(found.causes[WB_EFFECT_UNKNOWN].number == 1);

	program.instructions.resize(2);
	const auto named = facts_of(program, [](const std::string &name) { return name == "scx_bpf_now"; });
	CHECK(named.effects == WB_DOES_SIGNAL);
	CHECK(named.kfuncs[1].named);
	CHECK_FALSE(named.kfuncs[0].named);
}

TEST_CASE("an unknown helper may do anything", "[instructions]")
{
	CHECK(facts(kKprobe, {call(4711), kExit}).effects == WB_DOES_UNKNOWN);
	CHECK(facts(kKprobe, {call(-1), kExit}).effects == WB_DOES_UNKNOWN);
}

TEST_CASE("an address that the kernel fills in may be one of its variables", "[instructions]")
{
	ProgramText program = program_of(kKprobe, {insn(BPF_LD | BPF_IMM | BPF_DW, 1), 0, kExit});
	CHECK(facts(program).open == 0);
	program.externs.insert(0);
	CHECK(facts(program).open == WB_DOES_READ_KERNEL);
}
