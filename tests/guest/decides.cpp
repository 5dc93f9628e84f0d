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

void decides(const ToolRule &rule, const std::vector<Denial> &denied, const std::vector<Load> &allowed,
	     const DaemonOptions &options)
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::load_object(), "tool");
	for (const Denial &denial : denied)
		REQUIRE(run(command_of(tool, denial.load)).status == 0);
	for (const Load &load : allowed)
		REQUIRE(run(command_of(tool, load)).status == 0);

	ToolRule tool_rule = rule;
	tool_rule.name = "tool";
	tool_rule.path = tool;
	Daemon daemon(scene.policy({.tools = {tool_rule}}), options);
	for (const Denial &denial : denied) {
		const Ran ran = run(command_of(tool, denial.load));
		INFO(denial.load.program << ": " << ran.output);
		CHECK(ran.status == 1);
		const auto event = first(daemon.events(), denied_to(ran.pid));
		REQUIRE(event);
		CHECK(event->op == "load");
		CHECK(event->reason == denial.reason);
		CHECK(event->effect == denial.effect);
		CHECK(event->tool == "tool");
	}
	for (const Load &load : allowed) {
		const Ran ran = run(command_of(tool, load));
		INFO(load.program << ": " << ran.output);
		CHECK(ran.status == 0);
	}
	CHECK(daemon.detach() == 0);
}

} // namespace watchbpf::guest
