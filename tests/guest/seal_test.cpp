// SPDX-License-Identifier: Apache-2.0
// `watchbpf digest` and `seal`: the same digest as the kernel's and fsverity's.
#include <catch2/catch.hpp>
#include <fstream>

#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

// "sha256:HEX  FILE" -> "sha256:HEX"; both tools print that.
static std::string digest_in(const std::string &output)
{
	return output.substr(0, output.find(' '));
}

static std::string digest(const std::string &file)
{
	const std::string output = must_run({stage::watchbpf(), "digest", file});
	CHECK(output == digest_in(output) + "  " + file + "\n");
	return digest_in(output);
}

TEST_CASE("seal: digest is what the kernel measures, for files of many sizes")
{
	const Scene scene;
	for (const std::size_t size : {0, 1, 4095, 4096, 4097, 128 * 4096, 128 * 4096 + 1, 1 << 20}) {
		INFO(size << " bytes");
		const std::string file = scene.write("file" + std::to_string(size), std::string(size, 'x'));
		const std::string before = digest(file);
		must_run({stage::watchbpf(), "seal", file});
		const std::string measured = digest_in(must_run({"fsverity", "measure", file}));
		CHECK(before == measured);
		CHECK(digest(file) == measured);
	}
}

TEST_CASE("seal: digest of an executable, sealed by fsverity")
{
	const Scene scene;
	const std::string copy = scene.copy("/usr/bin/bpftrace", "bpftrace");
	const std::string before = digest(copy);
	must_run({"fsverity", "enable", copy});
	CHECK(digest(copy) == before);
	CHECK(digest_in(must_run({"fsverity", "measure", copy})) == before);
}

TEST_CASE("seal: twice is fine")
{
	const Scene scene;
	const Ran again = run({stage::watchbpf(), "seal", scene.alice()});
	INFO(again.output);
	CHECK(again.status == 0);
}

TEST_CASE("seal: a file that somebody writes is refused with a reason")
{
	const Scene scene;
	const std::string file = scene.write("busy", "text");
	std::ofstream writer(file, std::ios::app);
	const Ran ran = run({stage::watchbpf(), "seal", file});
	INFO(ran.output);
	CHECK(ran.status == 1);
	CHECK_THAT(ran.output, Catch::Contains(file));
	CHECK_THAT(ran.output, Catch::Contains("writ") || Catch::Contains("busy"));
	writer.close();
	CHECK(run({stage::watchbpf(), "seal", file}).status == 0);
}

TEST_CASE("seal: where fs-verity cannot be it says so")
{
	const Scene scene;
	const std::string file = "/tmp/on-tmpfs";
	std::ofstream(file) << "text";
	const Ran ran = run({stage::watchbpf(), "seal", file});
	INFO(ran.output);
	CHECK(ran.status == 1);
	CHECK_THAT(ran.output, Catch::Contains(file));
	CHECK(run({stage::watchbpf(), "seal", scene.path("missing")}).status == 1);
}
