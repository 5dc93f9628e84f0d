// SPDX-License-Identifier: Apache-2.0
// Steering Alice: by a parent that traces or supervises her, by her environment,
// or from outside while she runs.
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "beats.h"
#include "daemon.h"
#include "stage.h"

using namespace watchbpf::guest;

TEST_CASE("steer: alice after PTRACE_TRACEME gets no mark")
{
	const Scene scene;
	denied_for(scene, {stage::launch(), "traceme", scene.alice()}, "traced");
}

TEST_CASE("steer: alice under PTRACE_SEIZE gets no mark")
{
	const Scene scene;
	denied_for(scene, {stage::launch(), "seized", scene.alice()}, "traced");
}

TEST_CASE("steer: alice sharing her root directory with a parent gets no mark")
{
	const Scene scene;
	denied_for(scene, {stage::launch(), "shared", scene.alice()}, "shared-fs");
}

TEST_CASE("steer: alice with a seccomp supervisor gets no mark")
{
	const Scene scene;
	denied_for(scene, {stage::launch(), "notify", scene.alice()}, "seccomp-notify");
}

TEST_CASE("steer: an ordinary seccomp filter is no reason")
{
	const Scene scene;
	goes_on(scene, {stage::launch(), "filtered", scene.alice()});
}

static std::string content(const std::string &path)
{
	std::ifstream file(path);
	return {std::istreambuf_iterator<char>(file), {}};
}

// `variable` names a library of Eve's to ld.so, which loads it into anything.
static void stays_out_of_alice(const std::string &variable)
{
	const Scene scene;
	const std::string marker = scene.path("marker");
	const ProcessOptions injected = {
	    .environment = {variable + "=" + stage::preload(), "EVE_MARKER=" + marker}};

	CHECK(run({scene.alice()}, injected).status == 0);
	REQUIRE(content(marker) == "allowed\n");
	std::filesystem::remove(marker);

	Daemon daemon(scene.policy());
	CHECK(run({scene.alice()}, injected).status == 0);
	CHECK_FALSE(std::filesystem::exists(marker));

	// Elsewhere it still gets in, and has nothing of it.
	CHECK(run({stage::probe(), "create"}, injected).status == 1);
	CHECK(content(marker) == "denied\n");
	CHECK(daemon.detach() == 0);
}

TEST_CASE("steer: LD_PRELOAD does not get into alice")
{
	stays_out_of_alice("LD_PRELOAD");
}

TEST_CASE("steer: LD_AUDIT does not get into alice")
{
	stays_out_of_alice("LD_AUDIT");
}

// Alice at work under watchbpf, as a target.
static void cannot_reach(const char *way, int expected = 1)
{
	const Scene scene;
	const Command busy = scene.busy_alice();
	{
		Process alice(busy);
		REQUIRE(alice.wait_for_output("holding"));
		const Ran baseline = run({stage::launch(), way, std::to_string(alice.pid())});
		INFO("without watchbpf: " << baseline.output);
		REQUIRE(baseline.status == 0);
	}
	Daemon daemon(scene.policy());
	Process alice(busy);
	REQUIRE(alice.wait_for_output("holding"));
	const Ran ran = run({stage::launch(), way, std::to_string(alice.pid())});
	INFO("with watchbpf: " << ran.output);
	CHECK(ran.status == expected);

	const auto denials = select(daemon.events(), [&](const Event &event) {
		return event.denied() && event.pid == ran.pid && !event.is_exec();
	});
	REQUIRE(denials.size() == 1);
	CHECK(denials[0].hook == "trace");
	CHECK(denials[0].reason == "foreign-tracer");

	alice.signal(SIGUSR1);
	CHECK(alice.wait() == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("steer: PTRACE_ATTACH to alice is denied")
{
	cannot_reach("attach");
}

TEST_CASE("steer: PTRACE_SEIZE of alice is denied")
{
	cannot_reach("seize");
}

TEST_CASE("steer: writing to alice's memory is denied")
{
	// The kernel makes EACCES of every refusal here; the event is the proof.
	cannot_reach("memory", 3);
}

TEST_CASE("steer: taking an fd of alice is denied")
{
	cannot_reach("fd");
}

TEST_CASE("steer: who is not alice can still be traced")
{
	const Scene scene;
	Daemon daemon(scene.policy());
	CHECK(run({"strace", "-f", "-o", scene.path("trace"), "true"}).status == 0);
	CHECK_FALSE(first(daemon.events(), [](const Event &event) { return event.hook == "trace"; }));
	CHECK(daemon.detach() == 0);
}
