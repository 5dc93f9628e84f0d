// SPDX-License-Identifier: Apache-2.0
// Which file is Alice: the one with her fs-verity digest, whatever its name.
#include <catch2/catch.hpp>
#include <fstream>

#include "beats.h"
#include "daemon.h"
#include "stage.h"

using namespace watchbpf::guest;

namespace fs = std::filesystem;

TEST_CASE("copies: without fs-verity it is not alice")
{
	const Scene scene;
	denied_for(scene, {scene.copy(scene.alice(), "copy")}, "no-digest");
}

// The same bytes sealed in the same way have the same digest: that is Alice.
TEST_CASE("copies: sealed in the same way it is alice")
{
	const Scene scene;
	goes_on(scene, {scene.sealed_copy(scene.alice(), "copy")});
}

// Somebody could still change pages that were in memory before; see threat-model.
TEST_CASE("copies: sealed in the same way while watchbpf runs it is not alice yet")
{
	const Scene scene;
	const std::string copy = scene.copy(scene.alice(), "copy");
	Daemon daemon(scene.policy());
	must_run({"fsverity", "enable", copy});
	const Ran ran = run({copy});
	INFO(ran.output);
	CHECK(ran.status == 1);
	const auto exec = first(daemon.events(),
				[&](const Event &event) { return event.is_exec() && event.pid == ran.pid; });
	REQUIRE(exec);
	CHECK(exec->reason == "sealed-late");
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
	// The act works without us: the same file, when it was sealed before.
	Daemon next(scene.policy());
	CHECK(run({copy}).status == 0);
}

TEST_CASE("copies: sealed with one byte changed it is not alice")
{
	const Scene scene;
	const std::string changed = scene.copy(scene.alice(), "changed");
	// The last byte of e_ident is padding: the program still runs.
	std::fstream file(changed, std::ios::in | std::ios::out | std::ios::binary);
	file.seekp(15);
	file.put(1);
	file.close();
	must_run({stage::watchbpf(), "seal", changed});
	denied_for(scene, {changed}, "unknown-digest");
}

TEST_CASE("copies: sealed with sha512 it is not alice")
{
	const Scene scene;
	const std::string copy = scene.copy(scene.alice(), "copy");
	must_run({"fsverity", "enable", "--hash-alg=sha512", copy});
	denied_for(scene, {copy}, "unknown-digest");
}

TEST_CASE("copies: sealed with a salt it is not alice")
{
	const Scene scene;
	const std::string copy = scene.copy(scene.alice(), "copy");
	must_run({"fsverity", "enable", "--salt=e5e5", copy});
	denied_for(scene, {copy}, "unknown-digest");
}

TEST_CASE("copies: another sealed program is not alice")
{
	const Scene scene;
	denied_for(scene, {scene.sealed_copy(stage::probe(), "alice2"), "create"}, "unknown-digest");
}

TEST_CASE("copies: a hard link to alice is alice")
{
	const Scene scene;
	fs::create_hard_link(scene.alice(), scene.path("link"));
	goes_on(scene, {scene.path("link")});
}

TEST_CASE("copies: a symbolic link to alice is alice")
{
	const Scene scene;
	fs::create_symlink(scene.alice(), scene.path("link"));
	goes_on(scene, {scene.path("link")});
}

TEST_CASE("copies: a program that took alice's name is not alice")
{
	const Scene scene;
	fs::create_directory(scene.path("bin"));
	denied_for(scene, {scene.copy(stage::probe(), "bin/alice"), "create"}, "no-digest");
}

// The path is measured when watchbpf starts; later it is only a name.
TEST_CASE("copies: alice renamed while watchbpf runs is alice")
{
	const Scene scene;
	Command moved = {"sh", "-c",
			 "mv " + scene.alice() + " " + scene.path("moved") + " && " + scene.path("moved") +
			     "; status=$?; mv " + scene.path("moved") + " " + scene.alice() +
			     "; exit $status"};
	goes_on(scene, moved);
}
