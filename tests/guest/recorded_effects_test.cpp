// SPDX-License-Identifier: Apache-2.0
// What watchbpf records of each program of effects/, held against its table.
#include <catch2/catch.hpp>

#include <algorithm>

#include "daemon.h"
#include "effects/cases.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

namespace {

constexpr const char *kAllTypes = "socket_filter, kprobe, sched_cls, sched_act, tracepoint, xdp, perf_event, "
				  "cgroup_skb, cgroup_sock, sock_ops, raw_tracepoint, cgroup_sock_addr, "
				  "cgroup_sockopt, tracing, struct_ops, sk_lookup";

using Effects = std::set<std::string>;

std::string text_of(const Effects &effects)
{
	std::string text;
	for (const std::string &effect : effects)
		text += " " + effect;
	return text;
}

struct Recorded {
	std::string name; // OBJECT/PROGRAM
	Effects expected, seen;
};

// Loads every program as a tool that may, and pairs its row with its event.
std::vector<Recorded> record(const DaemonOptions &options)
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::load_object(), "tool");
	Daemon daemon(scene.policy({.tools = {{.name = "tool", .path = tool, .types = kAllTypes}}}), options);
	std::vector<std::pair<pid_t, Recorded>> loaded;
	for (const EffectObject &object : effect_objects())
		for (const EffectCase &row : object.cases) {
			if (!row.kernels.here())
				continue;
			std::vector<std::string> command = load_command(object, row.program);
			command[0] = tool;
			const Ran ran = run(command);
			INFO(object.name << ": " << ran.output);
			CHECK(ran.status == 0);
			loaded.push_back({ran.pid,
					  {object.name + "/" + row.program,
					   {row.effects.begin(), row.effects.end()},
					   {}}});
		}
	const auto events = daemon.events();
	std::vector<Recorded> all;
	for (auto &[pid, recorded] : loaded) {
		const auto event = first(events, [&](const Event &candidate) {
			return candidate.pid == pid && candidate.op == "load" && candidate.verdict == "allow";
		});
		INFO(recorded.name);
		CHECK(event);
		if (event)
			recorded.seen = event->effects;
		all.push_back(recorded);
	}
	CHECK(daemon.detach() == 0);
	return all;
}

} // namespace

TEST_CASE("recorded effects: each program has its own, and no other")
{
	for (const Recorded &program : record({})) {
		INFO(program.name);
		CHECK(text_of(program.seen) == text_of(program.expected));
	}
}

// Less is known then, so more counts: nothing that a program does may be missing.
TEST_CASE("recorded effects: where the verifier is not followed, none is missing")
{
	for (const Recorded &program : record({.scan_only = true})) {
		INFO(program.name << ":" << text_of(program.seen));
		CHECK(std::ranges::includes(program.seen, program.expected));
	}
}
