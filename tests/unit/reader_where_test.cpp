// SPDX-License-Identifier: Apache-2.0
// `where`, modes, `adopt` and `optional`: what is read and what is refused.
#include "policy/reader.h"

#include <catch2/catch.hpp>

#include "mistakes.h"
#include "policy/compiler.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;

namespace {

// Lines 1 to 5 of each case.
const std::string kTool = "version: 1\ntools:\n  alice:\n    identities:\n      - path: /a\n";
const std::string kIdentity = "version: 1\ntools:\n  alice:\n    identities:\n";

std::string where(const std::string &entry)
{
	return kTool + "    where: {" + entry + "}\n";
}

std::string line_and_column(const Place &place)
{
	return std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::vector<std::string> texts(const std::vector<Word> &words)
{
	std::vector<std::string> out;
	for (const Word &word : words)
		out.push_back(word.text + " " + line_and_column(word.place));
	return out;
}

using Texts = std::vector<std::string>;

const Mistake kMistakes[] = {
    {.name = "where as a word", .text = kTool + "    where: host\n", .problems = {"wrong-type 6:12"}},
    {.name = "empty where",
     .text = where(""),
     .problems = {"missing-key 6:12"},
     .says = {"the tool would count everywhere"}},
    {.name = "where of nothing", .text = kTool + "    where:\n", .problems = {"wrong-type 6:5"}},
    {.name = "misspelt key",
     .text = where("user: root"),
     .problems = {"unknown-key 6:13"},
     .says = {"did you mean 'users'?", "in tools.alice.where\n"}},
    {.name = "where of the document",
     .text = "version: 1\nwhere: {host: true}\n",
     .problems = {"unknown-key 2:1"}},
    {.name = "empty lists",
     .text = where("users: [], groups: [], cgroup: [], unit: []"),
     .problems = {"empty-list 6:20", "empty-list 6:32", "empty-list 6:44", "empty-list 6:54"},
     .says = {"list of 'unit' is empty"}},
    {.name = "a user of nothing", .text = where("users: [~]"), .problems = {"wrong-type 6:21"}},
    {.name = "a list in a list", .text = where("users: [[root]]"), .problems = {"wrong-type 6:21"}},
    {.name = "users as a mapping", .text = where("users: {root: 1}"), .problems = {"wrong-type 6:20"}},
    {.name = "no names of users",
     .text = where("users: ['', Root, 7a, a b, 'a:b', -1, -a, \"a\\0\", '$', a$b]"),
     .problems = {"user 6:21", "user 6:25", "user 6:31", "user 6:35", "user 6:40", "user 6:47", "user 6:51",
		  "user 6:55", "user 6:62", "user 6:67"},
     .says = {"'Root' is no name of a user and no number of one", "`getent passwd`"}},
    {.name = "no numbers of users",
     .text = where("users: [4294967295, 007, 99999999999999999999]"),
     .problems = {"user 6:21", "user 6:33", "user 6:38"},
     .says = {"numbers go from 0 to 4294967294"}},
    {.name = "name too long",
     .text = where("groups: " + std::string(33, 'a')),
     .problems = {"group 6:21"},
     .says = {"`getent group`"}},
    {.name = "no cgroups",
     .text = where("cgroup: [user.slice, /, /a/, //a, /a/../b, /a/./b, /a/b/c/d/e, '', \"/a\\0\", /" +
		   std::string(64, 'a') + "]"),
     .problems = {"cgroup 6:22", "cgroup 6:34", "cgroup 6:37", "cgroup 6:42", "cgroup 6:47", "cgroup 6:56",
		  "cgroup 6:64", "cgroup 6:76", "cgroup 6:80", "cgroup 6:88"},
     .says = {"'user.slice' is not absolute", "'/' is every task's", "'/a/' is not in its shortest form",
	      "has more than 4 levels", "has a level of more than 63 bytes", "'host: true' leaves"}},
    {.name = "no units",
     .text = where("unit: [ssh, .service, a/b.service, user.slice, x.target, \"a\\n.service\", '', " +
		   std::string(60, 'a') + ".service]"),
     .problems = {"unit 6:20", "unit 6:25", "unit 6:35", "unit 6:48", "unit 6:60", "unit 6:70", "unit 6:85",
		  "unit 6:89"},
     .says = {"write the unit's full name, such as 'ssh.service'", "'a/b.service' is a path",
	      "write 'cgroup: /NAME.slice'", "has more than 63 bytes"}},
    {.name = "host of a word",
     .text = where("host: yes"),
     .problems = {"unknown-value 6:19"},
     .says = {"'host' cannot be 'yes'"}},
    {.name = "modes",
     .text = kTool + "    mode: adit\n    programs: {mode: off}\n    maps: {use: 1, mode: [audit]}\n",
     .problems = {"unknown-value 6:11", "unknown-value 7:22", "unknown-value 8:17", "wrong-type 8:26"},
     .says = {"did you mean 'audit'?", "possible: 'enforce' and 'audit'"}},
    {.name = "adopt of a word", .text = kTool + "    adopt: 'true'\n", .problems = {"unknown-value 6:12"}},
    {.name = "optional alone",
     .text = kIdentity + "      - optional: true\n",
     .problems = {"missing-key 5:9"},
     .says = {"neither 'digest' nor 'path'"}},
    {.name = "optional and a digest",
     .text = kIdentity + "      - {optional: true, path: /a, digest: 'sha256:" + hex64('a') + "'}\n",
     .problems = {"optional 5:9"},
     .says = {"not about a digest"}},
    {.name = "optional and a bad path",
     .text = kIdentity + "      - {optional: true, path: a}\n",
     .problems = {"path 5:32"}},
};

} // namespace

TEST_CASE("where is read, as lists and as single words", "[reader][where]")
{
	const Policy lists =
	    valid(kTool + "    where:\n      users: [root, 1000, \"_a-b.c$\", 4294967294]\n"
			  "      groups: [adm]\n      cgroup: [/user.slice, /a/b/c/d]\n"
			  "      unit: [ssh.service, getty@tty1.service]\n      host: true\n");
	const Where &where = *lists.tools[0].where;
	CHECK(texts(where.users) == Texts{"root 7:15", "1000 7:21", "_a-b.c$ 7:27", "4294967294 7:38"});
	CHECK(texts(where.groups) == Texts{"adm 8:16"});
	CHECK(texts(where.cgroups) == Texts{"/user.slice 9:16", "/a/b/c/d 9:29"});
	CHECK(texts(where.units) == Texts{"ssh.service 10:14", "getty@tty1.service 10:27"});
	CHECK(where.host);
	CHECK(line_and_column(where.place) == "6:5");

	const Policy words =
	    valid(kTool + "    where:\n      users: 0\n      groups: adm\n"
			  "      cgroup: /user.slice\n      unit: ssh.socket\n      host: false\n");
	CHECK(texts(words.tools[0].where->users) == Texts{"0 7:14"});
	CHECK(texts(words.tools[0].where->groups) == Texts{"adm 8:15"});
	CHECK(texts(words.tools[0].where->cgroups) == Texts{"/user.slice 9:15"});
	CHECK(texts(words.tools[0].where->units) == Texts{"ssh.socket 10:13"});
	CHECK_FALSE(words.tools[0].where->host);
	CHECK_FALSE(valid(kTool).tools[0].where);
}

TEST_CASE("more words than a tool can have are the compiler's error", "[reader][where]")
{
	const Policy policy = valid(where("users: [0, 1, 2, 3, 4, 5, 6, 7, 8]"));
	const Compiled compiled = compile(policy, offline_host(), false);
	CHECK(summary(compiled.diagnostics) == Texts{"too-many 6:45"});
}

TEST_CASE("modes, adoption and optional files are read", "[reader]")
{
	const Policy policy = valid(
	    kIdentity + "      - {path: /a, optional: true}\n      - {path: /b, optional: false}\n"
			"    mode: audit\n    adopt: true\n    programs: {types: [xdp], mode: enforce}\n"
			"    maps: {use: true, mode: audit}\n");
	const Tool &tool = policy.tools[0];
	CHECK(tool.identities.at(0).optional);
	CHECK_FALSE(tool.identities.at(1).optional);
	CHECK(tool.mode == Mode::kAudit);
	CHECK(tool.adopt);
	CHECK(tool.programs.mode == Mode::kEnforce);
	CHECK(tool.maps.use);
	CHECK(tool.maps.mode == Mode::kAudit);

	const Tool plain = valid(kTool + "    maps: true\n").tools[0];
	CHECK_FALSE(plain.mode);
	CHECK_FALSE(plain.adopt);
	CHECK_FALSE(plain.programs.mode);
	CHECK(plain.maps.use);
	CHECK_FALSE(plain.maps.mode);
	CHECK_FALSE(valid(kTool + "    maps: {mode: audit}\n").tools[0].maps.use);
}

TEST_CASE("places lead from a rule to its line", "[reader]")
{
	const Policy full =
	    valid("default: deny\n" + kTool + "    programs:\n      types: [xdp]\n    maps: true\n");
	CHECK(line_and_column(full.untrusted_place) == "1:1");
	CHECK(line_and_column(full.tools[0].place) == "4:3");
	CHECK(line_and_column(full.tools[0].programs.place) == "8:7");
	CHECK(line_and_column(full.tools[0].maps.place) == "9:5");

	const Policy bare = valid(kTool);
	CHECK(bare.untrusted_place.file == "p.yaml");
	CHECK(line_and_column(bare.untrusted_place) == "0:0");
	CHECK(line_and_column(bare.tools[0].programs.place) == "3:3");
	CHECK(line_and_column(bare.tools[0].maps.place) == "3:3");
}

TEST_CASE("mistakes in where, modes and optional files", "[reader][where]")
{
	for (const Mistake &mistake : kMistakes)
		check_mistake(mistake);
}
