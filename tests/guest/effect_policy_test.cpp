// SPDX-License-Identifier: Apache-2.0
// Policies over what programs do: each denies and allows what it says, with the reason.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

#include "decides.h"
#include "effects/cases.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

namespace {

constexpr const char *kTypes = "kprobe, tracing, xdp, sched_cls";

ToolRule with(const std::string &programs)
{
	return {.types = kTypes, .programs = programs};
}

} // namespace

TEST_CASE("effect policy: what programs do, call, are for and how long they are")
{
	decides({
	    {"without write_user",
	     with("effects: {without: [write_user]}"),
	     {{{"memory", "mem_user_write"}, "effect", "write_user"}},
	     {{"memory", "mem_kernel"},
	      {"memory", "mem_user"},
	      {"packets", "xdp_write"},
	      {"maps", "map_store"}}},
	    {"without kernel reads",
	     with("effects: {without: [read_kernel]}"),
	     {{{"memory", "mem_kernel"}, "effect", "read_kernel"},
	      {{"memory", "mem_btf_load"}, "effect", "read_kernel"},
	      {{"memory", "mem_ksym_int"}, "effect", "read_kernel"},
	      {{"memory", "mem_any"}, "effect", "read_kernel"}},
	     {{"memory", "mem_args"},
	      {"memory", "mem_user"},
	      {"memory", "mem_user_write"},
	      {"packets", "xdp_read"}}},
	    {"only what is listed",
	     with("effects: [read_packet]"),
	     {{{"packets", "xdp_write"}, "effect", "write_packet"},
	      {{"packets", "xdp_redirect"}, "effect", "redirect"},
	      {{"maps", "map_update"}, "effect", "write_own_map"}},
	     {{"packets", "xdp_read"}, {"packets", "xdp_pass"}, {"maps", "map_lookup"}}},
	    {"dead code counts for nothing, live code wherever it is",
	     with("effects: {without: [signal]}"),
	     {{{"reach", "reach_live"}, "effect", "signal"},
	      {{"reach", "reach_sub"}, "effect", "signal"},
	      {{"reach", "reach_callback"}, "effect", "signal"},
	      {{"reach", "reach_global"}, "effect", "signal"}},
	     {{"reach", "reach_dead"}, {"reach", "reach_dead_sub"}, {"reach", "reach_dead_loop"}}},
	    {"helpers",
	     with("helpers: [map_lookup_elem]"),
	     {{{"maps", "map_update"}, "helper"}},
	     {{"maps", "map_lookup"}, {"maps", "map_store"}}},
	    {"attach types",
	     with("attach: [xdp, trace_fentry]"),
	     {{{"memory", "mem_kernel"}, "attach-type"}},
	     {{"packets", "xdp_pass"}}},
	    {"instructions",
	     with("max_instructions: 8"),
	     {{{"maps", "map_update"}, "instructions"}},
	     {{"packets", "xdp_pass"}}},
	});
}

// Pins of its own bpffs name, gone with the test.
class Pin {
public:
	explicit Pin(const std::string &name) : path_("/sys/fs/bpf/" + name)
	{
		std::filesystem::remove(path_);
	}
	~Pin() { std::filesystem::remove(path_); }
	std::string option() const { return "table=" + path_; }

private:
	std::string path_;
};

TEST_CASE("effect policy: programs that write only unpinned maps")
{
	const Scene scene;
	const Pin before("effect_policy_before"), own("effect_policy_own"), late("effect_policy_late");
	const std::string tool = scene.sealed_copy(stage::load_object(), "tool");
	const auto load = [&](const char *program, const char *option, const Pin &pin) {
		return run({tool, stage::effects("maps"), program, option, pin.option()});
	};
	REQUIRE(load("map_lookup_hash", "--pin-map", before).status == 0);
	REQUIRE(load("map_update", "--reuse-pin", before).status == 0);
	Daemon daemon(scene.policy({.tools = {{.name = "tool",
					       .path = tool,
					       .types = kTypes,
					       .reach = "use: true\nothers: {unowned: rw}",
					       .programs = "effects: {without: [write_pinned_map]}"}}}));
	const auto denied = [&](const Ran &ran, const std::string &op) {
		INFO(ran.output);
		const auto event = first(daemon.events(), denied_to(ran.pid));
		REQUIRE(event);
		CHECK(event->op == op);
		CHECK(event->effect == "write_pinned_map");
	};
	// Its own map, while it is not pinned; whoever only reads may pin.
	CHECK(run({tool, stage::effects("maps"), "map_update"}).status == 0);
	CHECK(load("map_lookup_hash", "--pin-map", own).status == 0);
	// The same map from its pin; one of which nothing is known; and pinned afterwards.
	denied(load("map_update", "--reuse-pin", own), "load");
	denied(load("map_update", "--reuse-pin", before), "load");
	denied(load("map_update", "--pin-map", late), "pin");
	CHECK(load("map_lookup_hash", "--reuse-pin", own).status == 0);
	CHECK(load("map_lookup_hash", "--reuse-pin", before).status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("effect policy: a tool's maps are shared for another tool's programs")
{
	const Scene scene;
	const Pin pin("effect_policy_shared");
	const std::string alice = scene.sealed_copy(stage::load_object(), "tool");
	const std::string bob = scene.sealed_twin(stage::load_object(), "bob");
	Daemon daemon(
	    scene.policy({.tools = {{.name = "alice",
				     .path = alice,
				     .types = kTypes,
				     .reach = "use: true\nothers: {bob: rw}",
				     .programs = "effects: [write_own_map, write_pinned_map]"},
				    {.name = "bob", .path = bob, .types = kTypes, .programs = {}}}}));
	REQUIRE(run({bob, stage::effects("maps"), "map_update", "--pin-map", pin.option()}).status == 0);
	const Ran ran = run({alice, stage::effects("maps"), "map_update", "--reuse-pin", pin.option()});
	INFO(ran.output);
	CHECK(ran.status == 1);
	const auto event = first(daemon.events(), denied_to(ran.pid));
	REQUIRE(event);
	CHECK(event->effect == "write_shared_map");
	CHECK(run({alice, stage::effects("maps"), "map_lookup_hash", "--reuse-pin", pin.option()}).status ==
	      0);
	CHECK(run({bob, stage::effects("maps"), "map_update", "--reuse-pin", pin.option()}).status == 0);
	CHECK(daemon.detach() == 0);
}

// Loads and stores that nobody explained may be of any kind.
TEST_CASE("effect policy: without the verifier's word, what is not known is denied")
{
	decides({{"without kernel reads",
		  with("effects: {without: [read_kernel]}"),
		  {{{"memory", "mem_kernel"}, "effect", "read_kernel"},
		   {{"memory", "mem_btf_load"}, "effect", "read_kernel"},
		   {{"maps", "map_lookup"}, "effect", "read_kernel"}},
		  // It loads nothing: its stores are to the stack.
		  {{"maps", "map_update"}}}},
		{.scan_only = true});
}

// Each of them answers in watchbpf's place, or keeps the next one from attaching.
TEST_CASE("guard: attacks on the decision itself are nobody's, but by name")
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::load_object(), "tool");
	Daemon daemon(scene.policy({.tools = {{.name = "tool", .path = tool, .types = kTypes}}}));
	std::size_t attacks = 0;
	for (const EffectObject &object : attack_objects())
		for (const EffectCase &row : object.cases) {
			auto command = load_command(object, row.program);
			command[0] = tool;
			if (!row.kernels.here() || object.name == "replace" ||
			    std::ranges::find(row.effects, "guard") == row.effects.end())
				continue;
			const Ran ran = run(command);
			INFO(row.program << ": " << ran.output);
			CHECK(ran.status == 1);
			const auto event = first(daemon.events(), denied_to(ran.pid));
			REQUIRE(event);
			CHECK(event->reason == "guard");
			attacks++;
		}
	CHECK(attacks >= 6);
	CHECK(run({tool, stage::effects("packets"), "xdp_pass"}).status == 0);
	CHECK(daemon.detach() == 0);
}
