// SPDX-License-Identifier: Apache-2.0
// Tasks that ran before watchbpf: with `adopt: true` they are tools by their
// executable, without it they have to be started again.
#include <catch2/catch.hpp>

#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "daemon.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

namespace {

std::string policy_with(const Scene &scene, const std::string &rule)
{
	return scene.write("policy.yaml",
			   "version: 1\ntools:\n  alice:\n    identities:\n      - path: " + scene.alice() +
			       "\n" + rule +
			       "    programs:\n      types: [xdp, sched_cls]\n    maps: true\n");
}

std::string threads_of(pid_t pid)
{
	return "/proc/" + std::to_string(pid) + "/task";
}

void wake_children(pid_t parent)
{
	std::ifstream children(threads_of(parent) + "/" + std::to_string(parent) + "/children");
	for (pid_t child; children >> child;)
		kill(child, SIGUSR1);
}

// Whichever thread or child of hers holds.
void wake_up(pid_t alice)
{
	wake_children(alice);
	for (const auto &thread : std::filesystem::directory_iterator(threads_of(alice)))
		syscall(SYS_tgkill, alice, std::stoi(thread.path().filename()), SIGUSR1);
}

// Starts her before watchbpf, lets her finish under it, returns how that ended.
struct Old {
	int status;
	std::string said; // by watchbpf at its start
};

Old finish_under(const Scene &scene, const std::string &policy, const Command &act,
		 const ProcessOptions &options = {})
{
	Process alice(act, options);
	REQUIRE(alice.wait_for_output("holding"));
	Daemon daemon(policy);
	wake_up(alice.pid());
	const int status = alice.wait();
	// Whoever was adopted, nobody else was.
	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK(run({scene.alice()}).status == 0);
	const std::string said = daemon.process().errors();
	CHECK(daemon.detach() == 0);
	return {status, said};
}

} // namespace

TEST_CASE("adopt: a tool that ran before goes on, if its policy says so")
{
	const Scene scene;
	const Old old = finish_under(scene, policy_with(scene, "    adopt: true\n"), scene.busy_alice());
	INFO(old.said);
	CHECK(old.status == 0);
	CHECK_THAT(old.said, Catch::Contains("(alice) as alice"));
	CHECK_THAT(old.said, !Catch::Contains("restart it"));
}

TEST_CASE("adopt: its threads and its children go on as well")
{
	const Scene scene;
	for (const char *how : {"--thread", "--fork"}) {
		Command act = scene.busy_alice();
		act.emplace_back(how);
		const Old old = finish_under(scene, policy_with(scene, "    adopt: true\n"), act);
		INFO(how << ": " << old.said);
		CHECK(old.status == 0);
	}
}

TEST_CASE("adopt: without it, a task from before is denied and told to restart")
{
	const Scene scene;
	const Old old = finish_under(scene, policy_with(scene, ""), scene.busy_alice());
	INFO(old.said);
	CHECK(old.status == 1);
	CHECK_THAT(old.said, Catch::Contains("(alice) uses BPF and started before watchbpf: restart it"));
}

TEST_CASE("adopt: where holds for tasks from before, too")
{
	const Scene scene;
	const std::string users = "    adopt: true\n    where:\n      users: root\n";
	CHECK(finish_under(scene, policy_with(scene, users), scene.busy_alice()).status == 0);

	Process alice(scene.busy_alice(), {.cgroup = "wb-other"});
	REQUIRE(alice.wait_for_output("holding"));
	Daemon daemon(policy_with(scene, "    adopt: true\n    where:\n      cgroup: /wb-in\n"));
	alice.signal(SIGUSR1);
	CHECK(alice.wait() == 1);
	CHECK(run({scene.alice()}, {.cgroup = "wb-in"}).status == 0);
	CHECK(daemon.detach() == 0);
}

// The thread that is traced has no mark, but the memory of those that would.
TEST_CASE("adopt: a process is not adopted while one of its threads is traced")
{
	const Scene scene;
	Command act = scene.busy_alice();
	act.emplace_back("--thread");
	Process alice(act);
	REQUIRE(alice.wait_for_output("holding"));
	Process tracer({"strace", "-o", "/dev/null", "-p", std::to_string(alice.pid())});
	REQUIRE(tracer.wait_for_error("attached"));
	Daemon daemon(policy_with(scene, "    adopt: true\n"));
	INFO(daemon.process().errors());
	CHECK_THAT(daemon.process().errors(), Catch::Contains("restart it"));
	wake_up(alice.pid());
	CHECK(alice.wait() == 1);
	CHECK(run({scene.alice()}).status == 0);
	CHECK(daemon.detach() == 0);
}

// While a task reads a file of an overlay, it acts as who mounted it.
TEST_CASE("adopt: where asks who a task is, not whom it acts as")
{
	const Scene scene;
	const std::string tool = scene.sealed_copy(stage::probe(), "reader");
	for (const char *folder : {"lower", "other", "overlay"})
		std::filesystem::create_directory(scene.path(folder));
	must_run({"mount", "-t", "tmpfs", "-o", "size=100m", "none", scene.path("lower")});
	std::ofstream(scene.path("lower/large")).close();
	std::filesystem::resize_file(scene.path("lower/large"), 64 << 20);
	must_run({"mount", "-t", "overlay", "-o",
		  "lowerdir=" + scene.path("lower") + ":" + scene.path("other"), "none",
		  scene.path("overlay")});
	{
		const std::string become_eve = "exec 3<\"$1\"; exec setpriv --reuid=4711 --regid=4711 "
					       "--clear-groups \"$0\" read-for-ever 3";
		std::filesystem::permissions(scene.path(""), std::filesystem::perms{0755});
		Process eve({"bash", "-c", become_eve, tool, scene.path("overlay/large")});
		REQUIRE(eve.wait_for_output("reading"));
		Daemon daemon(scene.write("policy.yaml", "version: 1\ntools:\n  eve:\n    adopt: true\n"
							 "    where:\n      users: root\n"
							 "    identities:\n      - path: " +
							     tool + "\n    maps: true\n"));
		CHECK_THAT(daemon.process().errors(), !Catch::Contains("adopted"));
		eve.signal(SIGKILL);
		eve.wait();
		CHECK(daemon.detach() == 0);
	}
	must_run({"umount", scene.path("overlay"), scene.path("lower")});
}

TEST_CASE("adopt: a copy that is not sealed, a traced task and a stranger are not adopted")
{
	const Scene scene;
	const std::string policy = policy_with(scene, "    adopt: true\n");
	Command copy = scene.busy_alice();
	copy[0] = scene.copy(stage::alice(), "copy");
	const Old unsealed = finish_under(scene, policy, copy);
	INFO(unsealed.said);
	CHECK(unsealed.status == 1);
	CHECK_THAT(unsealed.said, Catch::Contains("is no tool of the policy"));

	// strace stays attached: whoever traces her would act with her mark.
	Command traced = scene.busy_alice();
	traced.insert(traced.begin(), {"strace", "-o", "/dev/null"});
	Process alice(traced);
	REQUIRE(alice.wait_for_output("holding"));
	Daemon daemon(policy);
	INFO(daemon.process().errors());
	CHECK_THAT(daemon.process().errors(), Catch::Contains("restart it"));
	CHECK_THAT(daemon.process().errors(), !Catch::Contains("adopted"));
	wake_children(alice.pid());
	CHECK(alice.wait() == 1);
	CHECK(daemon.detach() == 0);
}
