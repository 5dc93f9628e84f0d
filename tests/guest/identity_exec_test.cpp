// SPDX-License-Identifier: Apache-2.0
// Ways to run Alice's code that do not make the task Alice, and ways that do.
#include <catch2/catch.hpp>

#include "beats.h"
#include "daemon.h"
#include "expected.h"
#include "stage.h"

using namespace watchbpf::guest;

static const char kLoader[] = "/lib64/ld-linux-x86-64.so.2";

TEST_CASE("exec: whose task is alice, and whose is not")
{
	const Scene scene;
	std::filesystem::create_directory(scene.path("bin"));
	beats(scene, {
			 is_denied("from a memfd", {stage::launch(), "memfd", scene.alice()}, "no-digest"),
			 is_denied("through ld.so", {kLoader, scene.alice()}, "no-digest"),
			 // The kernel appends the script's name, which is 0 as a number of seconds.
			 is_denied("a script with alice as its interpreter",
				   {scene.write_script("script", "#!" + scene.alice() + " --hold\n")},
				   "interpreted"),
			 is_denied("a shell script called alice",
				   {scene.write_script("bin/alice",
						       "#!/bin/sh\nexec " + stage::probe() + " create\n")},
				   "no-digest"),
			 is_denied("after a failed exec of alice",
				   {stage::launch(), "failing", scene.alice()}, "no-digest"),
			 is_denied("what alice's child executes",
				   {scene.alice(), "--exec", stage::probe(), "create"}, "no-digest"),
			 is_alice("herself", {scene.alice()}),
			 is_alice("a thread of hers", {scene.alice(), "--thread"}),
			 is_alice("a fork of hers", {scene.alice(), "--fork"}),
			 // The kernel gives the thread the leader's place; the mark goes to who survives.
			 is_alice("started by a second thread", {stage::launch(), "thread", scene.alice()}),
			 is_alice("in any cgroup", {scene.alice()}, {.cgroup = "eve"}),
		     });
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
