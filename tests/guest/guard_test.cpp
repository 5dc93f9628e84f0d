// SPDX-License-Identifier: Apache-2.0
// What could switch watchbpf off is denied to everybody, tools included.
#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "daemon.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

// A tool that may load every type a policy can name.
static const char kAllTypes[] = "socket_filter, kprobe, sched_cls, tracepoint, xdp, perf_event, tracing";

static const std::vector<std::string> kGuards = {
    "lsm",           "lsm_cgroup", "fmod_ret", "ext", // freplace
    "syscall",
    "cgroup_sysctl", // after watchbpf's own, it could take back the refusal (bpf_set_retval)
};

TEST_CASE("guard: programs that could answer in watchbpf's place are denied even to a tool")
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::probe(), "tool");
	for (const std::string &kind : kGuards) {
		const Ran baseline = run({tool, "load", kind, "guard"});
		INFO(kind << ", without watchbpf: " << baseline.output);
		REQUIRE(baseline.status == 0);
	}
	Daemon daemon(scene.policy({.tools = {{.name = "tool", .path = tool, .types = kAllTypes}}}));
	for (const std::string &kind : kGuards) {
		const Ran ran = run({tool, "load", kind, "guard"});
		INFO(kind << ", with watchbpf: " << ran.output);
		CHECK(ran.status == 1);
		const auto denials = select(daemon.events(), denied_to(ran.pid));
		REQUIRE(denials.size() == 1);
		CHECK(denials[0].op == "load");
		CHECK(denials[0].name == "guard");
		CHECK(denials[0].reason == "guard");
		CHECK(denials[0].rule == "built-in");
	}
	CHECK(run({tool, "load", "fentry"}).status == 0);
	CHECK(daemon.detach() == 0);
}

static const char kSwitch[] = "/proc/sys/kernel/ftrace_enabled";

// errno of writing `text` to the open switch, or 0.
static int write_switch(int fd, const char *text)
{
	return pwrite(fd, text, 1, 0) == 1 ? 0 : errno;
}

TEST_CASE("guard: ftrace cannot be switched off while watchbpf enforces")
{
	const Scene scene;
	const int before = open(kSwitch, O_WRONLY | O_CLOEXEC);
	REQUIRE(before >= 0);
	REQUIRE(write_switch(before, "0") == 0);
	REQUIRE(write_switch(before, "1") == 0);

	Daemon daemon(scene.policy());
	// Through an fd that is older than watchbpf, a new one, and a tool of root's.
	CHECK(write_switch(before, "0") == EPERM);
	const int during = open(kSwitch, O_WRONLY | O_CLOEXEC);
	if (during >= 0)
		CHECK(write_switch(during, "0") == EPERM);
	CHECK(run({"sh", "-c", std::string("echo 0 >") + kSwitch}).status != 0);
	CHECK(must_run({"cat", kSwitch}) == "1\n");

	const auto denials = select(
	    daemon.events(), [](const Event &event) { return event.hook == "sysctl" && event.denied(); });
	CHECK(denials.size() == (during >= 0 ? 3 : 2));
	for (const Event &denial : denials)
		CHECK(denial.reason == "guard");

	// It still enforces, and other switches are nobody's business.
	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK(run({"sh", "-c", "echo 1 >/proc/sys/kernel/panic_on_oops"}).status == 0);
	CHECK(daemon.detach() == 0);

	CHECK(write_switch(before, "0") == 0);
	CHECK(write_switch(before, "1") == 0);
	close(before);
	if (during >= 0)
		close(during);
}
