// SPDX-License-Identifier: Apache-2.0
// Ways to run Alice's code that do not make the task Alice, and ways that do.
#include <catch2/catch.hpp>

#include "beats.h"
#include "daemon.h"
#include "expected.h"
#include "stage.h"

using namespace watchbpf::guest;

static const char kLoader[] = "/lib64/ld-linux-x86-64.so.2";

TEST_CASE("exec: alice from a memfd is not alice")
{
	const Scene scene;
	denied_for(scene, {stage::launch(), "memfd", scene.alice()}, "no-digest");
}

TEST_CASE("exec: alice through ld.so is not alice")
{
	const Scene scene;
	denied_for(scene, {kLoader, scene.alice()}, "no-digest");
}

TEST_CASE("exec: a script with alice as its interpreter is not alice")
{
	const Scene scene;
	// The kernel appends the script's name, which is 0 as a number of seconds.
	denied_for(scene, {scene.write_script("script", "#!" + scene.alice() + " --hold\n")}, "interpreted");
}

TEST_CASE("exec: a shell script called alice is not alice")
{
	const Scene scene;
	std::filesystem::create_directory(scene.path("bin"));
	denied_for(scene,
		   {scene.write_script("bin/alice", "#!/bin/sh\nexec " + stage::probe() + " create\n")},
		   "no-digest");
}

TEST_CASE("exec: a failed exec of alice leaves no mark")
{
	const Scene scene;
	denied_for(scene, {stage::launch(), "failing", scene.alice()}, "no-digest");
}

TEST_CASE("exec: asking with AT_EXECVE_CHECK leaves no mark")
{
	static constexpr Expected kBaseline{6, 14, 2, 0, "execveat() knows AT_EXECVE_CHECK since 6.14"};
	static constexpr Expected kEnforced{6, 14, 2, 1, kBaseline.reason};
	const Scene scene;
	const Command act = {stage::launch(), "check", scene.alice()};

	CHECK(run(act).status == kBaseline.now());
	Daemon daemon(scene.policy());
	const Ran ran = run(act);
	INFO(ran.output);
	CHECK(ran.status == kEnforced.now());
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("exec: what alice's child execs is not alice")
{
	const Scene scene;
	denied_for(scene, {scene.alice(), "--exec", stage::probe(), "create"}, "no-digest");
}

TEST_CASE("exec: alice herself")
{
	const Scene scene;
	goes_on(scene, {scene.alice()});
}

TEST_CASE("exec: a thread of alice is alice")
{
	const Scene scene;
	goes_on(scene, {scene.alice(), "--thread"});
}

TEST_CASE("exec: a fork of alice is alice")
{
	const Scene scene;
	goes_on(scene, {scene.alice(), "--fork"});
}

// The kernel gives the thread the leader's place; the mark goes to who survives.
TEST_CASE("exec: alice started by a second thread is alice")
{
	const Scene scene;
	goes_on(scene, {stage::launch(), "thread", scene.alice()});
}

TEST_CASE("exec: alice in any cgroup is alice")
{
	const Scene scene;
	goes_on(scene, {scene.alice()}, {.cgroup = "eve"});
}
