// SPDX-License-Identifier: Apache-2.0
// A start that cannot succeed says why, and leaves everything as it was.
#include <catch2/catch.hpp>

#include "daemon.h"
#include "inventory.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

struct BadPolicy {
	const char *what;
	std::string text;
	const char *said; // part of the message
};

static const char kHead[] = "version: 1\nmode: enforce\ndefault: deny\n";

static std::string tool_with(const std::string &identity, const std::string &rest = "    maps: true\n")
{
	return kHead + ("tools:\n  alice:\n    identities:\n      - " + identity + "\n" + rest);
}

static std::vector<BadPolicy> bad_policies(const Scene &scene)
{
	const std::string alice = "path: " + scene.alice();
	const std::string unsealed = scene.copy(stage::probe(), "unsealed");
	return {
	    {"empty", "", "policy.yaml"},
	    {"no YAML", "version: [1\n", "policy.yaml"},
	    {"no version", "mode: enforce\ndefault: deny\ntools: {}\n", "version"},
	    {"a version to come", "version: 99\nmode: enforce\ndefault: deny\n", "version"},
	    {"an unknown key", tool_with(alice, "    mapz: true\n"), "mapz"},
	    {"an unknown program type", tool_with(alice, "    programs:\n      types: [xpd]\n"), "xpd"},
	    {"a guard program type", tool_with(alice, "    programs:\n      types: [lsm]\n"), "lsm"},
	    {"another one", tool_with(alice, "    programs:\n      types: [cgroup_sysctl]\n"),
	     "cgroup_sysctl"},
	    {"an unknown default", std::string("version: 1\nmode: enforce\ndefault: allow\n"), "allow"},
	    {"a relative path", tool_with("path: alice"), "alice"},
	    {"a digest cut short", tool_with("digest: sha256:00ff"), "sha256"},
	    {"a file that is not there", tool_with("path: /nowhere/alice"), "/nowhere/alice"},
	    {"a file that is not sealed", tool_with("path: " + unsealed), "seal"},
	    {"audit in the file, enforce on the command line",
	     "version: 1\nmode: audit\ndefault: deny\ntools:\n  alice:\n    identities:\n      - " + alice +
		 "\n    maps: true\n",
	     "audit"},
	};
}

TEST_CASE("policy: a bad one is refused with exit 3 and nothing loaded")
{
	const Scene scene;
	const Inventory before = inventory();
	for (const BadPolicy &bad : bad_policies(scene)) {
		const Ran ran = run({stage::watchbpf(), "--enforce", scene.write("policy.yaml", bad.text)});
		INFO(bad.what << ": " << ran.output);
		CHECK(ran.status == 3);
		CHECK_THAT(ran.output, Catch::Contains(bad.said));
	}
	CHECK(inventory_becomes(before));
	CHECK(run({stage::probe(), "create"}).status == 0);
}

TEST_CASE("policy: check says of the same policy what a start says")
{
	const Scene scene;
	CHECK(run({stage::watchbpf(), "check", scene.policy()}).status == 0);
	CHECK(run({stage::watchbpf(), "check", scene.write("bad.yaml", "version: 99\n")}).status == 3);
}

static int count(const std::string &text, const std::string &part)
{
	int found = 0;
	for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
		found++;
	return found;
}

TEST_CASE("policy: without root there is one message and exit 4")
{
	const Scene scene;
	for (const char *mode : {"--enforce", "--audit"}) {
		const Ran ran = run({"setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups",
				     stage::watchbpf(), mode, scene.policy()});
		INFO(ran.output);
		CHECK(ran.status == 4);
		CHECK(count(ran.output, "watchbpf: error: ") == 1);
		CHECK(count(ran.output, "\n") <= 2); // a hint may follow
	}
}

// Those are what maps, programs and links are known by: hidden, they would pass as other files.
TEST_CASE("policy: without the kernel's addresses there is one message and exit 4")
{
	const Scene scene;
	for (const char *mode : {"--enforce", "--audit"}) {
		const Ran ran = run({"setpriv", "--bounding-set=-syslog", "--inh-caps=-syslog",
				     stage::watchbpf(), mode, scene.policy()});
		INFO(ran.output);
		CHECK(ran.status == 4);
		CHECK(count(ran.output, "watchbpf: error: ") == 1);
		CHECK_THAT(ran.output, Catch::Contains("CAP_SYSLOG"));
	}
	CHECK(run({stage::probe(), "create"}).status == 0);
}
