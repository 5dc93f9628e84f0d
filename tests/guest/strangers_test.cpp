// SPDX-License-Identifier: Apache-2.0
// Programs that were attached before watchbpf and could override its verdicts.
#include <catch2/catch.hpp>
#include <csignal>
#include <string>

#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

// The argument that the hint of a refusal names: "--accept NAME@TAG".
static std::string offered(const std::string &output)
{
	static const std::string kOption = "--accept ";
	const auto begin = output.find(kOption);
	if (begin == std::string::npos)
		return {};
	const auto name = begin + kOption.size();
	return output.substr(name, output.find_first_of(" \n", name) - name);
}

static int enforces(const Command &command)
{
	Process daemon(command);
	const bool ready = daemon.wait_for_error("watchbpf: enforcing");
	INFO(daemon.errors());
	CHECK(ready);
	CHECK(run({stage::probe(), "create"}).status == 1);
	daemon.signal(SIGINT);
	return daemon.wait();
}

static void has_to_be_named(const char *kind, const std::string &shown)
{
	const Scene scene;
	const Command start = {stage::watchbpf(), "--enforce", scene.policy()};
	CHECK(enforces(start) == 0);

	Process stranger({stage::probe(), "attach", kind});
	REQUIRE(stranger.wait_for_output("attached"));
	const Ran refused = run(start);
	INFO(refused.output);
	CHECK(refused.status == 4);
	CHECK_THAT(refused.output, Catch::Contains(shown));
	CHECK(run({stage::probe(), "create"}).status == 0); // nothing was left attached

	const std::string accepted = offered(refused.output);
	CHECK_THAT(accepted, Catch::StartsWith("eve_program@"));
	CHECK(run({start[0], start[1], start[2], "--accept", "eve_program@0123456789abcdef"}).status == 4);
	CHECK(enforces({start[0], start[1], start[2], "--accept", accepted}) == 0);

	stranger.signal(SIGKILL);
	stranger.wait();
}

TEST_CASE("strangers: an lsm program from before has to be accepted by its tag")
{
	has_to_be_named("lsm", "lsm program");
}

// Its type is `tracing`; only its link tells that it modifies return values.
TEST_CASE("strangers: a fmod_ret program from before has to be accepted by its tag")
{
	has_to_be_named("fmod_ret", "modify_return program");
}
