// SPDX-License-Identifier: Apache-2.0
// `guard`: the tools that may load what could switch watchbpf off, and how far.
#include <catch2/catch.hpp>

#include <csignal>

#include "decides.h"
#include "expected.h"
#include "stage.h"

using namespace watchbpf::guest;

namespace {

const Load kLsm{"guard", "deny_probe"}, kSyscall{"nested", "nested_create"};
const Load kOnSecurity{"guard", "watch_security"}; // fentry/security_bpf
const Load kPacket{"packets", "xdp_pass"};

// "outcome: RESULT in PID (COMM), ...": what the program got for its own call.
long outcome_of(const Ran &ran)
{
	static const std::string kLabel = "outcome: ";
	INFO(ran.output);
	REQUIRE(ran.status == 0);
	const auto at = ran.output.find(kLabel);
	REQUIRE(at != std::string::npos);
	return std::stol(ran.output.substr(at + kLabel.size()));
}

// The result of `program` in a tool of these types with this `guard`, and the
// reason why its call was denied, if it was.
struct Nested {
	long result;
	std::string reason;
};

Nested nested(const char *program, const std::string &guard, const std::string &types)
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::load_object(), "tool");
	const Command command = command_of(tool, {"nested", program, {"--run", "0"}});
	CHECK(outcome_of(run(command)) >= 0);

	Daemon daemon(scene.policy(
	    {.tools = {{.name = "tool", .path = tool, .types = types, .keys = "guard: " + guard}}}));
	const Ran ran = run(command);
	Nested nested{.result = outcome_of(ran), .reason = {}};
	const auto denied = select(daemon.events(), denied_to(ran.pid));
	CHECK(denied.size() == (nested.result < 0 ? 1 : 0));
	for (const Event &event : denied)
		nested.reason = event.reason;
	CHECK(daemon.detach() == 0);
	return nested;
}

} // namespace

TEST_CASE("guard policy: with guard, of the types and attach types that are listed")
{
	decides({
	    {"all that are listed",
	     {.types = "lsm, syscall, tracing", .keys = "guard: true"},
	     {{kPacket, "program-type"}},
	     {kLsm, kSyscall, kOnSecurity}},
	    {"some types",
	     {.types = "lsm, xdp", .keys = "guard: true"},
	     {{kSyscall, "program-type"}},
	     {kLsm, kPacket}},
	    {"no attach type",
	     {.types = "lsm, syscall", .programs = "attach: none", .keys = "guard: true"},
	     {{kLsm, "attach-type"}},
	     {kSyscall}},
	    {"without guard",
	     {.types = "tracing, xdp"},
	     {{kOnSecurity, "guard"}, {kLsm, "guard"}, {kSyscall, "guard"}},
	     {kPacket}},
	});
}

TEST_CASE("guard policy: such a program then decides beside watchbpf")
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::load_object(), "tool");
	const std::string probe = scene.sealed_copy(stage::probe(), "probe");
	Daemon daemon(
	    scene.policy({.tools = {{.name = "tool", .path = tool, .types = "lsm", .keys = "guard: true"},
				    {.name = "probe", .path = probe}}}));
	CHECK(run({probe, "create"}).status == 0);
	Process denier(command_of(tool, {"guard", "deny_probe", {"--attach", "--hold"}}));
	REQUIRE(denier.wait_for_output("attached"));
	const Ran ran = run({probe, "create"});
	INFO(ran.output);
	CHECK(ran.status == 1);
	CHECK_FALSE(first(daemon.events(), denied_to(ran.pid)));
	denier.signal(SIGTERM);
	CHECK(denier.wait() == 0);
	CHECK(run({probe, "create"}).status == 0);
	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("guard policy: what programs ask of bpf() is denied without nested, where it is told")
{
	constexpr Expected kDenied{6, 18, 0, 1, "before, a program's call looks like its task's"};
	const Nested call = nested("nested_create", "true", "syscall");
	CHECK((call.result < 0) == kDenied.now());
	CHECK(call.reason == (kDenied.now() ? "nested" : ""));
}

TEST_CASE("guard policy: with nested, programs have the tool's rights")
{
	CHECK(nested("nested_create", "[programs, nested]", "syscall").result >= 0);
	CHECK(nested("nested_load", "[programs, nested]", "syscall, socket_filter").result >= 0);
	const Nested unlisted = nested("nested_load", "[programs, nested]", "syscall");
	CHECK(unlisted.result < 0);
	CHECK(unlisted.reason == "program-type");
}
