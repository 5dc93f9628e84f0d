// SPDX-License-Identifier: Apache-2.0
#include "decides.h"

#include <catch2/catch.hpp>

#include "stage.h"

namespace watchbpf::guest {

Command command_of(const std::string &tool, const Load &load)
{
	Command command{tool, stage::effects(load.object), load.program};
	command.insert(command.end(), load.options.begin(), load.options.end());
	return command;
}

static void load_without_watchbpf(const Rules &rules)
{
	for (const Denial &denial : rules.denied)
		REQUIRE(run(command_of(rules.rule.path, denial.load)).status == 0);
	for (const Load &load : rules.allowed)
		REQUIRE(run(command_of(rules.rule.path, load)).status == 0);
}

static void load_with_watchbpf(Daemon &daemon, const Rules &rules)
{
	for (const Denial &denial : rules.denied) {
		const Ran ran = run(command_of(rules.rule.path, denial.load));
		INFO(denial.load.program << ": " << ran.output);
		CHECK(ran.status == 1);
		const auto event = first(daemon.events(), denied_to(ran.pid));
		REQUIRE(event);
		CHECK(event->op == "load");
		CHECK(event->reason == denial.reason);
		CHECK(event->effect == denial.effect);
		CHECK(event->tool == rules.rule.name);
	}
	for (const Load &load : rules.allowed) {
		const Ran ran = run(command_of(rules.rule.path, load));
		INFO(load.program << ": " << ran.output);
		CHECK(ran.status == 0);
	}
}

void decides(const std::vector<Rules> &rules, const DaemonOptions &options)
{
	const Scene scene;
	std::vector<Rules> filled = rules;
	PolicyRules policy;
	for (Rules &each : filled) {
		INFO(each.what);
		each.rule.name = "tool" + std::to_string(policy.tools.size());
		each.rule.path = scene.sealed_twin(stage::load_object(), each.rule.name);
		policy.tools.push_back(each.rule);
		load_without_watchbpf(each);
	}
	Daemon daemon(scene.policy(policy), options);
	for (const Rules &each : filled) {
		INFO(each.what);
		load_with_watchbpf(daemon, each);
	}
	CHECK(daemon.detach() == 0);
}

} // namespace watchbpf::guest
