// SPDX-License-Identifier: Apache-2.0
// A real tool that generates programs: Debian's bpftrace.
#include <catch2/catch.hpp>

#include "daemon.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

static const char kTypes[] = "kprobe, tracepoint, perf_event, raw_tracepoint, tracing, socket_filter";
static const char kProgram[] = "BEGIN { @count = count(); printf(\"at work\\n\"); exit(); }";

TEST_CASE("bpftrace: sealed and listed it works, a plain copy does not")
{
	const Scene scene;
	const std::string bpftrace = scene.sealed_copy("/usr/bin/bpftrace", "bpftrace");
	const std::string copy = scene.copy("/usr/bin/bpftrace", "copy");
	for (const std::string &file : {bpftrace, copy}) {
		const Ran baseline = run({file, "-e", kProgram});
		INFO(baseline.output);
		REQUIRE(baseline.status == 0);
	}

	Daemon daemon(scene.policy({.tools = {{.name = "bpftrace", .path = bpftrace, .types = kTypes}}}));
	const Ran works = run({bpftrace, "-e", kProgram});
	INFO("sealed: " << works.output);
	CHECK(works.status == 0);
	CHECK_THAT(works.output, Catch::Contains("at work"));

	const Ran denied = run({copy, "-e", kProgram});
	INFO("copy: " << denied.output);
	CHECK(denied.status != 0);
	CHECK_THAT(denied.output, !Catch::Contains("at work"));

	for (const Event &event : daemon.events()) {
		INFO(event);
		if (event.is_exec())
			continue;
		CHECK(event.denied() == (event.pid == denied.pid));
	}
	CHECK(daemon.detach() == 0);
}
