// SPDX-License-Identifier: Apache-2.0
// Which file is Alice: the one with her fs-verity digest, whatever its name.
#include <catch2/catch.hpp>
#include <fstream>

#include "beats.h"
#include "daemon.h"
#include "stage.h"

using namespace watchbpf::guest;

namespace fs = std::filesystem;

static std::string changed_copy(const Scene &scene)
{
	const std::string changed = scene.copy(scene.alice(), "changed");
	// The last byte of e_ident is padding: the program still runs.
	std::fstream file(changed, std::ios::in | std::ios::out | std::ios::binary);
	file.seekp(15);
	file.put(1);
	file.close();
	must_run({stage::watchbpf(), "seal", changed});
	return changed;
}

static std::string copy_sealed_with(const Scene &scene, const std::string &name, const std::string &option)
{
	const std::string copy = scene.copy(scene.alice(), name);
	must_run({"fsverity", "enable", option, copy});
	return copy;
}

// The path is measured when watchbpf starts; later it is only a name.
static Command moved_alice(const Scene &scene)
{
	const std::string moved = scene.path("moved");
	return {"sh", "-c",
		"mv " + scene.alice() + " " + moved + " && " + moved + "; status=$?; mv " + moved + " " +
		    scene.alice() + "; exit $status"};
}

TEST_CASE("copies: whose file is alice, and whose is not")
{
	const Scene scene;
	fs::create_directory(scene.path("bin"));
	fs::create_hard_link(scene.alice(), scene.path("hard"));
	fs::create_symlink(scene.alice(), scene.path("symbolic"));
	const Command sha512 = {copy_sealed_with(scene, "sha512", "--hash-alg=sha512")};
	const Command salted = {copy_sealed_with(scene, "salted", "--salt=e5e5")};
	beats(scene, {
			 is_denied("without fs-verity", {scene.copy(scene.alice(), "unsealed")}, "no-digest"),
			 is_denied("with one byte changed", {changed_copy(scene)}, "unknown-digest"),
			 is_denied("sealed with sha512", sha512, "unknown-digest"),
			 is_denied("sealed with a salt", salted, "unknown-digest"),
			 is_denied("another sealed program",
				   {scene.sealed_copy(stage::probe(), "alice2"), "create"}, "unknown-digest"),
			 is_denied("a program that took alice's name",
				   {scene.copy(stage::probe(), "bin/alice"), "create"}, "no-digest"),
			 // The same bytes sealed in the same way have the same digest: that is Alice.
			 is_alice("sealed in the same way", {scene.sealed_copy(scene.alice(), "sealed")}),
			 is_alice("a hard link", {scene.path("hard")}),
			 is_alice("a symbolic link", {scene.path("symbolic")}),
			 is_alice("renamed while watchbpf runs", moved_alice(scene)),
		     });
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
