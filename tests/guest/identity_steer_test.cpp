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

TEST_CASE("steer: whoever could steer alice from her start keeps her from her mark")
{
	const Scene scene;
	const auto launched = [&](const char *way) { return Command{stage::launch(), way, scene.alice()}; };
	beats(scene, {
			 is_denied("after PTRACE_TRACEME", launched("traceme"), "traced"),
			 is_denied("under PTRACE_SEIZE", launched("seized"), "traced"),
			 is_denied("sharing her root directory", launched("shared"), "shared-fs"),
			 is_denied("with a seccomp supervisor", launched("notify"), "seccomp-notify"),
			 is_alice("with an ordinary seccomp filter", launched("filtered")),
		     });
}

static std::string content(const std::string &path)
{
	std::ifstream file(path);
	return {std::istreambuf_iterator<char>(file), {}};
}

// Each variable names a library of Eve's to ld.so, which loads it into anything.
TEST_CASE("steer: neither LD_PRELOAD nor LD_AUDIT gets into alice")
{
	const Scene scene;
	const std::string marker = scene.path("marker");
	const auto injected = [&](const std::string &variable) {
		return ProcessOptions{
		    .environment = {variable + "=" + stage::preload(), "EVE_MARKER=" + marker}};
	};
	const std::vector<std::string> variables = {"LD_PRELOAD", "LD_AUDIT"};

	for (const std::string &variable : variables) {
		INFO(variable);
		CHECK(run({scene.alice()}, injected(variable)).status == 0);
		REQUIRE(content(marker) == "allowed\n");
		std::filesystem::remove(marker);
	}
	Daemon daemon(scene.policy());
	for (const std::string &variable : variables) {
		INFO(variable);
		CHECK(run({scene.alice()}, injected(variable)).status == 0);
		CHECK_FALSE(std::filesystem::exists(marker));

		// Elsewhere it still gets in, and has nothing of it.
		CHECK(run({stage::probe(), "create"}, injected(variable)).status == 1);
		CHECK(content(marker) == "denied\n");
		std::filesystem::remove(marker);
	}
	CHECK(daemon.detach() == 0);
}

// Of Alice at work. Of writes to memory the kernel makes EACCES of every refusal; the event is the proof.
static const struct {
	const char *way;
	int status;
} kReaches[] = {{"attach", 1}, {"seize", 1}, {"memory", 3}, {"fd", 1}};

static Ran reach(const char *way, const Process &target)
{
	return run({stage::launch(), way, std::to_string(target.pid())});
}

TEST_CASE("steer: nobody traces alice, writes to her memory or takes an fd of hers")
{
	const Scene scene;
	const Command busy = scene.busy_alice();
	for (const auto &[way, status] : kReaches) {
		Process alice(busy);
		REQUIRE(alice.wait_for_output("holding"));
		const Ran baseline = reach(way, alice);
		INFO(way << ", without watchbpf: " << baseline.output);
		REQUIRE(baseline.status == 0);
	}
	Daemon daemon(scene.policy());
	Process alice(busy);
	REQUIRE(alice.wait_for_output("holding"));
	for (const auto &[way, status] : kReaches) {
		const Ran ran = reach(way, alice);
		INFO(way << ", with watchbpf: " << ran.output);
		CHECK(ran.status == status);
		const auto denials = select(daemon.events(), [&](const Event &event) {
			return event.denied() && event.pid == ran.pid && !event.is_exec();
		});
		REQUIRE(denials.size() == 1);
		CHECK(denials[0].hook == "trace");
		CHECK(denials[0].reason == "foreign-tracer");
	}
	alice.signal(SIGUSR1);
	CHECK(alice.wait() == 0);

	// Who is not alice can still be traced.
	const auto of_tracing = [](const Event &event) { return event.hook == "trace"; };
	CHECK(run({"strace", "-f", "-o", scene.path("trace"), "true"}).status == 0);
	CHECK(select(daemon.events(), of_tracing).size() == std::size(kReaches));
	CHECK(daemon.detach() == 0);
}
