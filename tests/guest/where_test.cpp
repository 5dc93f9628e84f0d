// SPDX-License-Identifier: Apache-2.0
// `where`: the same Alice, sealed and listed, counts in one place and not in
// another. Each row is a place to start her from.
#include <catch2/catch.hpp>

#include "daemon.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

namespace {

struct Row {
	const char *what;
	std::string where;
	Command before = {}; // put in front of Alice
	std::string cgroup = {};
	std::string reason = "allowed"; // of her exec
};

// 63 characters are as long as a level can be in a policy.
const std::string kLongest(63, 'l');

// "1,2,...,N,"
std::string numbers_up_to(int last)
{
	std::string text;
	for (int number = 1; number <= last; number++)
		text += std::to_string(number) + ",";
	return text;
}

const Row kRows[] = {
    {.what = "her user", .where = "users: [root, 4711]"},
    {.what = "others' only", .where = "users: [nobody, 4711]", .reason = "user"},
    {.what = "her group", .where = "groups: [root]"},
    {.what = "a supplementary group",
     .where = "groups: [4712, 4711]",
     .before = {"setpriv", "--groups=1,2,3,4711"}},
    {.what = "the 32nd of her supplementary groups",
     .where = "groups: [4711]",
     .before = {"setpriv", "--groups=" + numbers_up_to(31) + "4711"}},
    {.what = "the 33rd",
     .where = "groups: [4711]",
     .before = {"setpriv", "--groups=" + numbers_up_to(32) + "4711"},
     .reason = "group"},
    {.what = "none of her groups",
     .where = "groups: [4711]",
     .before = {"setpriv", "--groups=1,2,3,4712"},
     .reason = "group"},
    {.what = "the cgroup itself", .where = "cgroup: [/wb-none, /wb-in]", .cgroup = "wb-in"},
    {.what = "far below it", .where = "cgroup: /wb-in", .cgroup = "wb-in/a/b/c/d/e/f/g/h/i"},
    {.what = "four levels", .where = "cgroup: /wb-in/a/b/c", .cgroup = "wb-in/a/b/c/d"},
    {.what = "a cgroup whose name starts the same",
     .where = "cgroup: /wb-in",
     .cgroup = "wb-in2",
     .reason = "cgroup"},
    {.what = "the same name, but not at the top",
     .where = "cgroup: /wb-in",
     .cgroup = "eve/wb-in",
     .reason = "cgroup"},
    {.what = "above it", .where = "cgroup: /wb-in/a", .cgroup = "wb-in", .reason = "cgroup"},
    {.what = "beside it", .where = "cgroup: /wb-in/a", .cgroup = "wb-in/b", .reason = "cgroup"},
    {.what = "the longest name", .where = "cgroup: /" + kLongest, .cgroup = kLongest},
    {.what = "a longer one that starts the same",
     .where = "cgroup: /" + kLongest,
     .cgroup = kLongest + "e",
     .reason = "cgroup"},
    {.what = "a unit", .where = "unit: [b.service, a.service]", .cgroup = "system.slice/a.service"},
    {.what = "a unit in slices",
     .where = "unit: a.service",
     .cgroup = "system.slice/system-a.slice/a.service/below"},
    {.what = "another unit",
     .where = "unit: a.service",
     .cgroup = "system.slice/b.service",
     .reason = "unit"},
    {.what = "a user's unit of the same name",
     .where = "unit: a.service",
     .cgroup = "user.slice/user@0.service/a.service",
     .reason = "unit"},
    {.what = "a name that only ends in slice",
     .where = "unit: a.service",
     .cgroup = "evilslice/a.service",
     .reason = "unit"},
    {.what = "the host", .where = "host: true"},
    {.what = "the host, with mounts of her own", .where = "host: true", .before = {"unshare", "--mount"}},
    {.what = "another PID namespace",
     .where = "host: true",
     .before = {"unshare", "--pid", "--fork"},
     .reason = "container"},
    {.what = "another cgroup namespace",
     .where = "host: true",
     .before = {"unshare", "--cgroup"},
     .reason = "container"},
    {.what = "all of it",
     .where = "{users: root, groups: root, cgroup: /wb-in, host: true}",
     .cgroup = "wb-in"},
    {.what = "all but one",
     .where = "{users: root, groups: root, cgroup: /wb-none, host: true}",
     .cgroup = "wb-in",
     .reason = "cgroup"},
};

std::string tool_with(const std::string &name, const std::string &file, const std::string &where)
{
	const std::string indented = where.starts_with('{') ? " " + where : "\n      " + where;
	return "  " + name + ":\n    identities:\n      - path: " + file + "\n    where:" + indented +
	       "\n    programs:\n      types: [xdp, sched_cls]\n    maps: true\n";
}

Command act_of(const Row &row, const std::string &file)
{
	Command act = row.before;
	act.push_back(file);
	return act;
}

void check_row(const Row &row, const Ran &ran, const std::string &file, const std::vector<Event> &events)
{
	INFO(row.what << ": " << ran.output);
	CHECK(ran.status == (row.reason == "allowed" ? 0 : 1));
	const auto exec =
	    first(events, [&](const Event &event) { return event.is_exec() && event.path == file; });
	REQUIRE(exec);
	CHECK(exec->reason == row.reason);
	CHECK_THAT(exec->rule, Catch::EndsWith(row.reason == "allowed" ? ".identities" : ".where"));
}

} // namespace

// One file and one tool a row, so that one start of watchbpf tries them all.
TEST_CASE("where: a tool counts in the place that its policy names, and nowhere else")
{
	const Scene scene;
	std::string policy = "version: 1\ntools:\n";
	std::vector<std::string> files;
	for (const Row &row : kRows) {
		const std::string name = "row" + std::to_string(files.size());
		files.push_back(scene.sealed_twin(stage::alice(), name));
		policy += tool_with(name, files.back(), row.where);
		INFO(row.what);
		REQUIRE(run(act_of(row, files.back()), {.cgroup = row.cgroup}).status == 0);
	}

	Daemon daemon(scene.write("policy.yaml", policy));
	std::vector<Ran> acts;
	for (const Row &row : kRows)
		acts.push_back(run(act_of(row, files[acts.size()]), {.cgroup = row.cgroup}));
	const auto events = daemon.events();
	for (std::size_t i = 0; i < files.size(); i++)
		check_row(kRows[i], acts[i], files[i], events);
	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("where: an environment is only taken away where the tool counts")
{
	const Scene scene;
	const std::string policy = scene.write(
	    "policy.yaml", "version: 1\ntools:\n" + tool_with("alice", scene.alice(), "cgroup: /wb-in"));
	const auto act = [&](const std::string &cgroup) {
		return run({scene.alice()}, {.cgroup = cgroup,
					     .environment = {"LD_PRELOAD=" + stage::preload(),
							     "EVE_MARKER=" + scene.path(cgroup)}});
	};
	Daemon daemon(policy);
	// Not a tool there, so the library runs, and is denied as everybody is.
	CHECK(act("wb-other").status == 1);
	CHECK(std::filesystem::exists(scene.path("wb-other")));
	CHECK(act("wb-in").status == 0);
	CHECK_FALSE(std::filesystem::exists(scene.path("wb-in")));
	CHECK(daemon.detach() == 0);
}
