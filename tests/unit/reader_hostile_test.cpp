// SPDX-License-Identifier: Apache-2.0
// Files that nobody writes by mistake, and files that are no policies: one clear
// diagnostic each, and bounded time and memory.
#include "policy/reader.h"

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "diagnostics_of.h"
#include "policy/compiler.h"

using namespace watchbpf;
using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

std::string repeated(std::string_view text, std::size_t times)
{
	std::string out;
	out.reserve(text.size() * times);
	for (std::size_t i = 0; i < times; i++)
		out += text;
	return out;
}

struct Hostile {
	const char *name;
	std::string text;
	std::vector<std::string> problems; // summary(); of a flood only the first
	std::string says{};
};

const Hostile kBytes[] = {
    {.name = "empty", .text = "", .problems = {"empty 0:0"}},
    {.name = "comment only", .text = "# hello\n", .problems = {"empty 0:0"}},
    {.name = "document mark only", .text = "---\n", .problems = {"empty 0:0"}},
    {.name = "null", .text = "~\n", .problems = {"empty 0:0"}},
    {.name = "NUL",
     .text = std::string("version: 1\nmode: \0audit\n", 24),
     .problems = {"control-character 2:7"},
     .says = "character \\x00 at byte 17"},
    {.name = "end of transmission, the end of file to some",
     .text = "version: 1\x04\nmode: audit\n",
     .problems = {"control-character 1:11"}},
    {.name = "terminal escape", .text = "version: 1 # \x1b[2J\n", .problems = {"control-character 1:14"}},
    {.name = "lone carriage return",
     .text = "version: 1\rmode: audit\n",
     .problems = {"control-character 1:11"},
     .says = "line feed"},
    {.name = "right-to-left override",
     .text = "version: 1 # \xe2\x80\xae\n",
     .problems = {"control-character 1:14"}},
    {.name = "zero-width space", .text = "ver\xe2\x80\x8bsion: 1\n", .problems = {"control-character 1:4"}},
    {.name = "second byte order mark",
     .text = "\xef\xbb\xbf\xef\xbb\xbfversion: 1\n",
     .problems = {"control-character 1:1"}},
    {.name = "Latin-1",
     .text = "version: 1\n# gr\xfc\xdf\n",
     .problems = {"encoding 2:5"},
     .says = "byte \\xfc at byte 15 is not UTF-8"},
    {.name = "overlong slash", .text = "path: \xc0\xaf\n", .problems = {"encoding 1:7"}},
    {.name = "cut character", .text = "a: \xe2\x82", .problems = {"encoding 1:4"}},
    {.name = "UTF-16",
     .text = std::string("\xff\xfev\0e\0r\0", 8),
     .problems = {"encoding 1:1"},
     .says = "save the file as UTF-8"},
    {.name = "ELF",
     .text = std::string("\x7f"
			 "ELF\x02\x01\0",
			 7),
     .problems = {"control-character 1:1"}},
};

const Hostile kYaml[] = {
    {.name = "unclosed list", .text = "version: 1\ntools: [\n", .problems = {"yaml-syntax 2:9"}},
    {.name = "unclosed quote",
     .text = "version: \"1\n",
     .problems = {"yaml-syntax 1:12"},
     .says = "quote was opened"},
    {.name = "tab",
     .text = "version: 1\ntools:\n\ta: 1\n",
     .problems = {"yaml-syntax 3:3"},
     .says = "never with tabs"},
    {.name = "word after a quote", .text = "a: 'b' c\n", .problems = {"yaml-syntax 1:8"}},
    {.name = "bad escape", .text = "a: \"\\q\"\n", .problems = {"yaml-syntax 1:7"}},
    {.name = "surrogate escape", .text = "a: \"\\ud800\"\n", .problems = {"yaml-syntax 1:11"}},
    {.name = "two documents", .text = "version: 1\n---\nversion: 1\n", .problems = {"several-documents 2:1"}},
    {.name = "empty second document", .text = "version: 1\n---\n", .problems = {"several-documents 2:1"}},
    {.name = "text after the end",
     .text = "version: 1\n...\nmode: audit\n",
     .problems = {"several-documents 3:1"}},
    {.name = "word after a mapping", .text = "{version: 1} mode\n", .problems = {"several-documents 1:14"}},
    {.name = "anchor",
     .text = "version: &a 1\n",
     .problems = {"anchor 1:10"},
     .says = "anchors and aliases are not supported"},
    {.name = "anchor and alias",
     .text = "version: 1\ntools: &a {}\nmode: *a\n",
     .problems = {"anchor 2:8", "anchor 3:7"}},
    {.name = "anchor on a key", .text = "&a version: 1\n", .problems = {"anchor 1:1"}},
    {.name = "alias to nothing",
     .text = "version: *a\n",
     .problems = {"yaml-syntax 1:10"},
     .says = "aliases are not supported"},
    {.name = "merge key", .text = "version: 1\n<<: {mode: audit}\n", .problems = {"merge-key 2:1"}},
    {.name = "tag", .text = "version: !!python/object:os.system 1\n", .problems = {"tag 1:10"}},
    {.name = "harmless tag", .text = "version: !!int 1\n", .problems = {"tag 1:10"}},
    {.name = "tag on a list", .text = "version: 1\ntools: !x []\n", .problems = {"tag 2:8"}},
    {.name = "list as a key", .text = "version: 1\n? [a]\n: b\n", .problems = {"key-type 2:3"}},
    {.name = "mapping as a key", .text = "version: 1\n? {a: b}\n: b\n", .problems = {"key-type 2:3"}},
    {.name = "nothing as a key", .text = "version: 1\n~: b\n", .problems = {"key-type 2:1"}},
    {.name = "repeated key deep in what is refused",
     .text = "version: 1\ncollateral: {a: [{b: 1, b: 2}]}\n",
     .problems = {"not-enforced 2:1", "duplicate-key 2:25"}},
};

// Big enough to hurt a reader without bounds.
struct Flood {
	const char *name;
	std::string (*text)();
	std::string code;
};

const Flood kFloods[] = {
    {.name = "10,000 brackets", .text = [] { return repeated("[", 10'000); }, .code = "too-deep"},
    {.name = "10,000 braces", .text = [] { return repeated("{a: ", 10'000); }, .code = "too-deep"},
    {.name = "10,000 dashes", .text = [] { return repeated("- ", 10'000); }, .code = "too-deep"},
    {.name = "3 MB of brackets", .text = [] { return repeated("[", 3'000'000); }, .code = "too-large"},
    {.name = "one long list in brackets",
     .text = [] { return "[" + repeated("a,\n", 1'000'000) + "]"; },
     .code = "too-large"},
    {.name = "one long scalar", .text = [] { return "a: " + repeated("x", 8'000'000); }, .code = "too-large"},
    {.name = "empty lines", .text = [] { return "a: " + repeated("\n", 8'000'000); }, .code = "too-large"},
    {.name = "a million values", .text = [] { return repeated("- a\n", 1'000'001); }, .code = "too-large"},
    {.name = "billion laughs",
     .text = [] { return "a0: &a0 [x]\n" + repeated("a: &a [*a0,*a0,*a0,*a0,*a0]\n", 50'000); },
     .code = "anchor"},
    {.name = "many errors",
     .text =
	 [] {
		 return "version: 1\ntools:\n  a:\n    identities:\n" +
			repeated("    - digest: x\n", 100'000);
	 },
     .code = "digest"},
    {.name = "larger than any policy",
     .text = [] { return repeated("#", kLargestPolicyBytes + 1); },
     .code = "too-large"},
};

void check_refused(const Hostile &hostile)
{
	const ReadPolicy result = read(hostile.text);
	const std::string text = rendered(result);
	INFO(hostile.name << "\n" << text);
	CHECK_FALSE(result.policy);
	CHECK(summary(result.diagnostics) == hostile.problems);
	CHECK_THAT(text, Contains(hostile.says));
	for (const char byte : text)
		if (byte != '\n' && (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f))
			FAIL("raw control character in the output");
}

// Processor time: a busy machine must not fail a test. Generous enough for
// sanitizers; what is quadratic takes minutes.
constexpr double kMostSeconds = 60;

double processor_seconds()
{
	return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

} // namespace

TEST_CASE("bytes that are no text are refused before they are parsed", "[reader][hostile]")
{
	for (const Hostile &hostile : kBytes)
		check_refused(hostile);
}

TEST_CASE("YAML beyond what policies need is refused", "[reader][hostile]")
{
	for (const Hostile &hostile : kYaml)
		check_refused(hostile);
}

TEST_CASE("floods end early", "[reader][hostile]")
{
	for (const Flood &flood : kFloods) {
		const std::string text = flood.text();
		const double start = processor_seconds();
		const ReadPolicy result = read(text);
		INFO(flood.name);
		CHECK(processor_seconds() - start < kMostSeconds);
		CHECK_FALSE(result.policy);
		REQUIRE_FALSE(result.diagnostics.empty());
		CHECK(result.diagnostics.size() < 500);
		CHECK(result.diagnostics[0].code == flood.code);
	}
}

TEST_CASE("a byte order mark and Windows line ends are accepted", "[reader]")
{
	const ReadPolicy result = read("\xef\xbb\xbfversion: 1\r\nmode: audit\r\ntools:\r\n  a:\r\n    "
				       "identities:\r\n      - path: /a\r\n");
	INFO(rendered(result));
	REQUIRE(result.policy);
	CHECK(result.policy->mode == Mode::kAudit);
	CHECK(result.policy->tools.at(0).identities.at(0).path == "/a");
	CHECK(read("\xef\xbb\xbfvresion: 1\r\n").diagnostics.at(0).place.column == 1);
}

TEST_CASE("what cannot be read says why", "[reader][hostile]")
{
	const std::string directory =
	    std::filesystem::temp_directory_path() / ("watchbpf-" + std::to_string(getpid()));
	std::filesystem::create_directory(directory);
	const std::string fifo = directory + "/fifo", loop = directory + "/loop", big = directory + "/big";
	REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
	std::filesystem::create_symlink(loop, loop);
	std::ofstream(big).close();
	std::filesystem::resize_file(big, 50'000'000); // a hole

	struct Unreadable {
		std::string path, code, says;
	};
	const Unreadable rows[] = {
	    {directory + "/none", "unreadable", "No such file or directory"},
	    {directory, "unreadable", "is a directory"},
	    {"/dev/zero", "unreadable", "is a device"},
	    {"/dev/null", "unreadable", "is a device"},
	    {"", "unreadable", "''"},
	    {std::string("/etc\0/x", 7), "unreadable", "contains a NUL"},
	    {std::string(10'000, 'x'), "unreadable", "File name too long"},
	    {loop, "unreadable", "symbolic link"},
	    {fifo, "empty", ""}, // a pipe without a writer must not be waited for
	    {big, "too-large", "larger than 32 MiB"},
	};
	for (const Unreadable &row : rows) {
		const ReadPolicy result = read_policy_file(row.path);
		INFO(row.path << "\n" << rendered(result));
		CHECK_FALSE(result.policy);
		REQUIRE(result.diagnostics.size() == 1);
		CHECK(result.diagnostics[0].code == row.code);
		CHECK_THAT(result.diagnostics[0].message, Contains(row.says));
		CHECK(result.diagnostics[0].place.file == row.path);
	}
	std::filesystem::remove_all(directory);
}

TEST_CASE("a policy can come through a pipe", "[reader]")
{
	int ends[2];
	REQUIRE(pipe(ends) == 0);
	REQUIRE(write(ends[1], "version: 1\n", 11) == 11);
	close(ends[1]);
	CHECK(read_policy_file("/dev/fd/" + std::to_string(ends[0])).policy);
	close(ends[0]);
}

TEST_CASE("100,000 digests are read and compiled", "[reader][large]")
{
	std::string text = "version: 1\ntools:\n  agent:\n    identities:\n";
	char line[128];
	for (int i = 1; i <= 100'000; i++) {
		std::snprintf(line, sizeof(line), "      - digest: sha256:%064x\n", i);
		text += line;
	}
	const double start = processor_seconds();
	const ReadPolicy result = read(text);
	REQUIRE(result.policy);
	const Compiled compiled = compile(*result.policy, offline_host(), false);
	REQUIRE(compiled.generation);
	CHECK(compiled.generation->identities.size() == 100'000);
	CHECK(processor_seconds() - start < kMostSeconds);
}

TEST_CASE("no prefix and no single wrong byte of a policy breaks the reader", "[reader][hostile]")
{
	const std::string text =
	    "version: 1\ntools:\n  a: # x\n    identities: [{path: \"/a\"}]\n    programs:\n      types:\n"
	    "      - 'xdp'\n    maps: true\n";
	REQUIRE(read(text).policy);
	for (std::size_t length = 0; length < text.size(); length++)
		(void)rendered(read(text.substr(0, length)));
	for (std::size_t at = 0; at < text.size(); at++)
		for (const char byte : std::string_view("\0\x1b\t\n\r \"'#%&*,-:<>?@[]`{}|!~\xc3\xff", 30)) {
			std::string broken = text;
			broken[at] = byte;
			const ReadPolicy result = read(broken);
			CHECK(result.policy.has_value() != has_errors(result.diagnostics));
			(void)rendered(result);
		}
}
