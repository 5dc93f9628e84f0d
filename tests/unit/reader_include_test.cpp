// SPDX-License-Identifier: Apache-2.0
// `include`: files from memory, so that what is read is seen in the test; the
// disk only for what only a disk has.
#include "policy/reader.h"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "diagnostics_of.h"
#include "policy/reader_include.h"
#include "policy/sha256.h"

using namespace watchbpf;
using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

using Texts = std::vector<std::string>;
using Tree = std::map<std::string, std::string>; // path -> text

// A folder is whatever some path starts with.
Files files_of(const Tree &tree)
{
	return {
	    .read = [tree](const std::string &path, std::size_t limit) -> Result<Input> {
		    const auto file = tree.find(path);
		    if (file == tree.end())
			    return failure("opening '" + path + "': No such file", "check the name");
		    return Input{.text = file->second.substr(0, limit + 1), .id = {}, .writers = {}};
	    },
	    .list = [tree](std::string path) -> Result<std::optional<Files::Names>> {
		    path += path.ends_with('/') ? "" : "/";
		    Files::Names names;
		    for (const auto &[name, text] : tree)
			    if (name.starts_with(path))
				    names.insert(names.begin(), name.substr(path.size()));
		    return names.empty() ? std::nullopt : std::optional(names);
	    },
	};
}

ReadPolicy read_tree(const std::string &main, const Tree &tree)
{
	return read_policy_text("version: 1\n" + main, "/p/main.yaml", files_of(tree));
}

std::string tool(const std::string &name)
{
	return "tools:\n  " + name + ":\n    identities: [{path: /" + name + "}]\n";
}

// "include /p/main.yaml 2:10" for each.
Texts problems(const ReadPolicy &read)
{
	Texts out;
	for (const Diagnostic &problem : read.diagnostics)
		out.push_back(problem.code + " " + problem.place.file + " " +
			      std::to_string(problem.place.line) + ":" +
			      std::to_string(problem.place.column));
	return out;
}

Texts tools_of(const ReadPolicy &read)
{
	INFO(rendered(read));
	REQUIRE(read.policy);
	Texts out;
	for (const Tool &each : read.policy->tools)
		out.push_back(each.name + " " + each.place.file);
	return out;
}

struct Refused {
	const char *name;
	std::string main; // behind `version: 1`
	Tree tree;
	Texts problems;
	Texts says{};
};

const Refused kRefused[] = {
    {.name = "no such file",
     .main = "include: [none.yaml, b.yaml]\n",
     .tree = {{"/p/b.yaml", tool("b")}},
     .problems = {"include /p/main.yaml 2:11"},
     .says = {"opening '/p/none.yaml': No such file", "check the name", "in include\n", "include: [none"}},
    {.name = "no names",
     .main = "include: ['', \"a\\0b\", \"\\e[2J\"]\n",
     .tree = {},
     .problems = {"include /p/main.yaml 2:11", "include /p/main.yaml 2:15", "include /p/main.yaml 2:23"},
     .says = {"'' names no file", "'a\\x00b' contains"}},
    {.name = "empty list", .main = "include: []\n", .tree = {}, .problems = {"empty-list /p/main.yaml 2:10"}},
    {.name = "a mapping",
     .main = "include: {a: b}\n",
     .tree = {},
     .problems = {"wrong-type /p/main.yaml 2:10"}},
    {.name = "twice",
     .main = "include: [a.yaml, a.yaml]\n",
     .tree = {{"/p/a.yaml", tool("a")}},
     .problems = {"include /p/main.yaml 2:19"},
     .says = {"'/p/a.yaml' is part of this policy already"}},
    {.name = "twice, once by its folder",
     .main = "include: [d/a.yaml, d]\n",
     .tree = {{"/p/d/a.yaml", tool("a")}},
     .problems = {"include /p/main.yaml 2:21"}},
    {.name = "itself", .main = "include: main.yaml\n", .tree = {}, .problems = {"include /p/main.yaml 2:10"}},
    {.name = "a cycle",
     .main = "include: a.yaml\n",
     .tree = {{"/p/a.yaml", "include: [b.yaml, main.yaml]\n"}, {"/p/b.yaml", "include: a.yaml\n"}},
     .problems = {"include /p/a.yaml 1:1"},
     .says = {"'include' cannot stand in a file that is included", "it belongs in the main file"}},
    {.name = "what belongs in the main file",
     .main = "include: a.yaml\n",
     .tree = {{"/p/a.yaml", "mode: audit\ndefault: introspection\n" + tool("a")}},
     .problems = {"include /p/a.yaml 1:1", "include /p/a.yaml 2:1"}},
    {.name = "another version",
     .main = "include: a.yaml\n",
     .tree = {{"/p/a.yaml", "version: 2\n" + tool("a")}},
     .problems = {"version /p/a.yaml 1:10"}},
    {.name = "one tool in two files",
     .main = "include: [a.yaml, b.yaml]\n" + tool("x"),
     .tree = {{"/p/a.yaml", tool("y")},
	      {"/p/b.yaml", "tools:\n  y: {identities: [{path: /y}]}\n"
			    "  x: {identities: [{path: /x}]}\n"}},
     .problems = {"duplicate-tool /p/b.yaml 2:3", "duplicate-tool /p/b.yaml 3:3"},
     .says = {"tool 'y' is defined twice, first at /p/a.yaml:2", "first at /p/main.yaml:4",
	      "    2 |   y: {identities: [{path: /y}]}"}},
    {.name = "the main file's variables",
     .main = "variables: {bin: /b}\ninclude: a.yaml\ntools:\n  m: {identities: [{path: \"${bin}/m\"}]}\n",
     .tree = {{"/p/a.yaml", "variables: {x: /x}\ntools:\n  a: {identities: [{path: \"${bin}/a\"}]}\n"}},
     .problems = {"unused-variable /p/a.yaml 1:13", "unknown-variable /p/a.yaml 3:27"},
     .says = {"a file sees its own variables alone, not the main file's: define it here too"}},
    {.name = "an included file's variables",
     .main = "include: a.yaml\ntools:\n  m: {identities: [{path: \"${x}/m\"}]}\n",
     .tree = {{"/p/a.yaml", "variables: {x: /x}\ntools:\n  a: {identities: [{path: \"${x}/a\"}]}\n"}},
     .problems = {"unknown-variable /p/main.yaml 4:27"}},
    {.name = "bytes that are no text",
     .main = "include: [a.yaml, b.yaml, c.yaml]\n",
     .tree = {{"/p/a.yaml", std::string("tools:\0", 7)}, {"/p/b.yaml", "\xff"}, {"/p/c.yaml", "[\n"}},
     .problems = {"control-character /p/a.yaml 1:7", "encoding /p/b.yaml 1:1", "yaml-syntax /p/c.yaml 1:2"}},
    {.name = "problems in the files' order",
     .main = "include: [z.yaml, a.yaml, none.yaml]\nmode: x\n",
     .tree = {{"/p/a.yaml", "mode: x\n"}, {"/p/z.yaml", "tolls:\n"}},
     .problems = {"include /p/main.yaml 2:27", "unknown-value /p/main.yaml 3:7", "unknown-key /p/z.yaml 1:1",
		  "include /p/a.yaml 1:1"}},
    {.name = "a name that cannot be shown, in a folder",
     .main = "include: d\n",
     .tree = {{"/p/d/a\nb.yaml", tool("a")}},
     .problems = {"include /p/main.yaml 2:10"},
     .says = {"'a\\x0ab.yaml' in '/p/d' contains a character that cannot be printed"}},
};

class Folder {
public:
	Folder()
	    : path_(std::filesystem::temp_directory_path() / ("watchbpf-include-" + std::to_string(getpid())))
	{
		std::filesystem::create_directories(path_ / "d");
	}
	~Folder() { std::filesystem::remove_all(path_); }
	std::string operator/(const std::string &name) const { return path_ / name; }
	std::string write(const std::string &name, const std::string &text, mode_t mode = 0600) const
	{
		std::ofstream(*this / name) << text;
		chmod((*this / name).c_str(), mode);
		return *this / name;
	}

private:
	std::filesystem::path path_;
};

} // namespace

TEST_CASE("tools come from all files, in the files' order", "[reader][include]")
{
	const Tree tree = {{"/p/a.yaml", "version: 1\n" + tool("a")},
			   {"/p/d/2.yaml", tool("two")},
			   {"/p/d/10.yaml", tool("ten")},
			   {"/p/d/B.yaml", tool("b")},
			   {"/p/d/x.cases.yaml", "no policy"},
			   {"/p/d/.hidden.yaml", "no policy"},
			   {"/p/d/README", "no policy"},
			   {"/p/d/x.yaml~", "no policy"},
			   {"/else/c.yaml", tool("c")}};
	const Texts all = {"m /p/main.yaml",  "c /else/c.yaml", "ten /p/d/10.yaml",
			   "two /p/d/2.yaml", "b /p/d/B.yaml",  "a /p/a.yaml"};
	CHECK(tools_of(read_tree("mode: audit\ninclude: [/else/c.yaml, d, a.yaml]\n" + tool("m"), tree)) ==
	      all);
	CHECK(tools_of(read_tree("include: a.yaml\n", tree)) == Texts{"a /p/a.yaml"});
	CHECK(tools_of(read_tree("variables: {f: [a.yaml]}\ninclude: ${f}\n", tree)) == Texts{"a /p/a.yaml"});
	CHECK(read_tree("mode: audit\ninclude: a.yaml\n", tree).policy->mode == Mode::kAudit);
	CHECK(read_tree("include: a.yaml\n", tree).policy->untrusted_place.file == "/p/main.yaml");

	// A name without a folder: beside it.
	const ReadPolicy beside =
	    read_policy_text("version: 1\ninclude: a.yaml\n", "main.yaml", files_of({{"a.yaml", tool("a")}}));
	CHECK(tools_of(beside) == Texts{"a a.yaml"});
	CHECK(beside.source.size() == 2);
}

TEST_CASE("an included file of comments is a warning", "[reader][include]")
{
	const ReadPolicy result = read_tree("include: a.yaml\n" + tool("m"), {{"/p/a.yaml", "# later\n"}});
	CHECK(result.policy);
	CHECK(problems(result) == Texts{"empty /p/a.yaml 0:0"});
}

TEST_CASE("mistakes with included files", "[reader][include]")
{
	for (const Refused &refused : kRefused) {
		const ReadPolicy result = read_tree(refused.main, refused.tree);
		const std::string text = rendered(result);
		INFO(refused.name << "\n" << text);
		CHECK_FALSE(result.policy);
		CHECK(problems(result) == refused.problems);
		for (const std::string &part : refused.says)
			CHECK_THAT(text, Contains(part));
		for (const Diagnostic &problem : result.diagnostics)
			CHECK_FALSE(problem.hint.empty());
	}
}

TEST_CASE("the name of a policy of many files is what sha256sum says", "[reader][include]")
{
	const std::string main = "version: 1\ninclude: [d, \"q\\\\.yaml\"]\n";
	const Tree tree = {
	    {"/p/d/a.yaml", tool("a")}, {"/p/d/b.yaml", tool("b")}, {"/p/q\\.yaml", tool("q")}};
	const ReadPolicy result = read_policy_text(main, "/p/main.yaml", files_of(tree));
	INFO(rendered(result));
	REQUIRE(result.policy);
	// sha256sum /p/main.yaml /p/d/a.yaml /p/d/b.yaml '/p/q\.yaml' | sha256sum
	const std::string lines = *sha256_hex(main) + "  /p/main.yaml\n" + *sha256_hex(tool("a")) +
				  "  /p/d/a.yaml\n" + *sha256_hex(tool("b")) + "  /p/d/b.yaml\n\\" +
				  *sha256_hex(tool("q")) + "  /p/q\\\\.yaml\n";
	CHECK(result.policy->sha256 == *sha256_hex(lines));
}

TEST_CASE("included files are counted, and their values", "[reader][include][hostile]")
{
	Tree many;
	for (std::size_t i = 0; i <= kMostIncludedFiles; i++)
		many["/p/d/" + std::to_string(i) + ".yaml"] = tool("t" + std::to_string(i));
	CHECK(problems(read_tree("include: d\n", many)) == Texts{"include /p/main.yaml 2:10"});
	many.erase("/p/d/0.yaml");
	CHECK(tools_of(read_tree("include: d\n", many)).size() == kMostIncludedFiles);

	std::string words = "include: [";
	for (std::size_t i = 0; i <= kMostIncludedFiles; i++)
		words += "/empty,\n  ";
	Files empty = files_of({});
	empty.list = [](const std::string &) { return Files::Names{}; };
	CHECK(problems(read_policy_text(words + "]\nversion: 1\n", "p", empty)) == Texts{"include p 257:3"});

	Tree large;
	for (char name = 'A'; name < 'A' + 32; name++)
		large[std::string("/p/d/") + name + ".yaml"] =
		    "# " + std::string(1 << 20, 'x') + "\nversion: 1\n";
	const ReadPolicy beyond = read_tree("include: d\n", large);
	CHECK(problems(beyond) == Texts{"include /p/main.yaml 2:10"});
	CHECK_THAT(rendered(beyond), Contains("the policy is larger than 32 MiB"));

	// Each of them is small enough, once its variable is put in.
	std::string bomb = "variables:\n  l: [";
	for (int i = 0; i < 1000; i++)
		bomb += "a, ";
	bomb += "a]\ntools:\n  x:\n    where:\n      users:\n";
	for (int i = 0; i < 500; i++)
		bomb += "        - ${l}\n";
	Tree bombs;
	for (int i = 0; i < 9; i++)
		bombs["/p/d/" + std::to_string(i) + ".yaml"] = bomb;
	const std::clock_t start = std::clock();
	const ReadPolicy result = read_tree("include: d\n", bombs);
	CHECK((std::clock() - start) / CLOCKS_PER_SEC < 60);
	CHECK(std::ranges::count(result.diagnostics, "too-large", &Diagnostic::code) > 0);
}

TEST_CASE("a fuzzer's reader finds no files", "[reader][include]")
{
	const ReadPolicy result = read_policy_text("version: 1\ninclude: /etc/passwd\n", "p.yaml", {});
	CHECK(problems(result) == Texts{"include p.yaml 2:10"});
}

TEST_CASE("files of the disk", "[reader][include]")
{
	const Folder folder;
	const std::string main = folder.write("main.yaml", "version: 1\ninclude: [a.yaml, d]\n");
	folder.write("a.yaml", tool("a"));
	folder.write("d/b.yaml", tool("b"));
	const ReadPolicy good = read_policy_file(main);
	CHECK(tools_of(good) == Texts{"a " + (folder / "a.yaml"), "b " + (folder / "d/b.yaml")});
	CHECK(good.diagnostics.empty());

	SECTION("another name of the same file")
	{
		std::filesystem::create_hard_link(folder / "a.yaml", folder / "d/a.yaml");
		CHECK_THAT(rendered(read_policy_file(main)), Contains("is the same file as"));
	}
	SECTION("a link to the main file")
	{
		std::filesystem::create_symlink(main, folder / "d/m.yaml");
		CHECK_THAT(rendered(read_policy_file(main)), Contains("is the same file as"));
	}
	SECTION("what is no file")
	{
		REQUIRE(mkfifo((folder / "d/fifo.yaml").c_str(), 0600) == 0);
		std::filesystem::create_directory(folder / "d/folder.yaml");
		std::filesystem::create_symlink("/dev/zero", folder / "d/zero.yaml");
		std::filesystem::create_symlink("loop.yaml", folder / "d/loop.yaml");
		const std::string text = rendered(read_policy_file(main));
		for (const char *part : {"is a pipe, not", "is a directory", "is a device", "symbolic link"})
			CHECK_THAT(text, Contains(part));
	}
	SECTION("files that others can write")
	{
		chmod(main.c_str(), 0620);
		chmod((folder / "d/b.yaml").c_str(), 0602);
		const ReadPolicy read = read_policy_file(main);
		CHECK(read.policy);
		CHECK(problems(read) ==
		      Texts{"writable " + main + " 0:0", "writable " + (folder / "d/b.yaml") + " 0:0"});
		CHECK_THAT(read.diagnostics.at(1).message, Contains("everybody can change this file"));
	}
	SECTION("a file too big")
	{
		std::filesystem::resize_file(folder.write("d/c.yaml", ""), 50'000'000);
		CHECK_THAT(rendered(read_policy_file(main)), Contains("larger than 32 MiB"));
	}
}

TEST_CASE("no single wrong byte of the whole language breaks the reader", "[reader][hostile]")
{
	const std::string text =
	    "version: 1\nvariables: {b: /b, t: [xdp, kprobe]}\ninclude: [a.yaml, d]\ntools:\n  a:\n"
	    "    mode: audit\n    adopt: true\n    identities:\n      - {path: \"${b}/a\", optional: true}\n"
	    "    where: {users: [0, adm], cgroup: /a/b, unit: a.service, host: true}\n"
	    "    programs:\n      types: ${t}\n    maps: {use: true, mode: audit}\n";
	const Files files = files_of({{"a.yaml", tool("x")}, {"d/b.yaml", tool("y")}});
	REQUIRE(read_policy_text(text, "p.yaml", files).policy);
	for (std::size_t at = 0; at < text.size(); at++)
		for (const char byte : std::string_view("\0\x1b\t\n \"'#%&*,-:[]`{}|!~$}\xff", 25)) {
			std::string broken = text;
			broken[at] = byte;
			const ReadPolicy result = read_policy_text(broken, "p.yaml", files);
			CHECK(result.policy.has_value() != has_errors(result.diagnostics));
			(void)rendered(result);
		}
}
