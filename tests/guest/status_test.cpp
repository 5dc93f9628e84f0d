// SPDX-License-Identifier: Apache-2.0
// A running watchbpf says what it does and what there is, to root and to nobody else.
#include <catch2/catch.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <csignal>
#include <cstring>
#include <filesystem>

#include "daemon.h"
#include "scene.h"
#include "stage.h"
#include "status.h"

using namespace watchbpf::guest;

static const char kSocket[] = "/run/watchbpf/control.sock";
static const Command kAsk = {stage::watchbpf(), "status"};

TEST_CASE("status: nobody runs")
{
	const Ran ran = run(kAsk);
	INFO(ran.output);
	CHECK(ran.status == 1);
	CHECK_THAT(ran.output, Catch::Contains("does not run") && Catch::Contains("--enforce"));
}

TEST_CASE("status: what is enforced, and what was counted")
{
	const Scene scene;
	Daemon daemon(scene.policy());
	const Ran ran = run(kAsk);
	INFO(ran.output);
	CHECK(ran.status == 0);
	CHECK_THAT(ran.output,
		   Catch::Contains("enforcing since") && Catch::Contains(scene.path("policy.yaml")) &&
		       Catch::Contains("pid " + std::to_string(daemon.pid())) && Catch::Contains("OWNER"));
	const unsigned long before = status().denied;
	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK(status().denied == before + 1);
	CHECK(status().state == "enforcing");
	CHECK(daemon.detach() == 0);
	CHECK_FALSE(std::filesystem::exists("/run/watchbpf"));
}

TEST_CASE("status: every object has a record, an owner, and writers by the policy")
{
	const Scene scene;
	const std::string bob = scene.copy(stage::mapuser(), "bob"),
			  other = scene.sealed_copy(stage::mapuser(), "other");
	must_run({"sh", "-c", "echo >>" + bob});
	must_run({stage::watchbpf(), "seal", bob});
	Process early({stage::mapuser(), "create", "early_map", "--hold"});
	REQUIRE(early.wait_for_output("holding"));
	Daemon daemon(scene.policy({.tools = {{.name = "alice", .path = scene.alice()},
					      {.name = "bob", .path = bob},
					      {.name = "other", .path = other}}}));
	Process alice(scene.busy_alice());
	REQUIRE(alice.wait_for_output("holding"));
	Process held({bob, "create", "bobs_map", "--hold"});
	REQUIRE(held.wait_for_output("holding"));

	const Status now = status();
	for (const Shown &object : now.objects) {
		INFO(object.kind << " " << object.id << " " << object.name);
		CHECK(object.recorded);
		if (object.name.starts_with("wb_"))
			CHECK(object.owner == "watchbpf");
		if (object.owner == "watchbpf")
			CHECK(object.writers.empty());
	}
	const auto map = now.find("map", "bobs_map");
	REQUIRE(map);
	CHECK(map->type == "hash");
	CHECK(map->owner == "bob");
	CHECK(map->earlier == "no");
	CHECK(map->pinned.value_or(false) == false);
	CHECK(map->writers == std::vector<std::string>{"bob"});
	const auto from_before = now.find("map", "early_map");
	REQUIRE(from_before);
	CHECK(from_before->owner == "unowned");
	CHECK(from_before->earlier == "yes");
	CHECK_FALSE(from_before->pinned);
	const auto program = now.find("program", "from_netdev"), link = now.find("link", "from_netdev");
	REQUIRE(program);
	CHECK(program->owner == "alice");
	CHECK(program->writers == std::vector<std::string>{"alice"});
	REQUIRE(link);
	CHECK(link->owner == "alice");
	CHECK(daemon.detach() == 0);
}

static int connect_to_daemon()
{
	sockaddr_un address{};
	address.sun_family = AF_UNIX;
	std::strcpy(address.sun_path, kSocket);
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	const auto *name = reinterpret_cast<const sockaddr *>(&address);
	REQUIRE(connect(fd, name, sizeof(address)) == 0);
	return fd;
}

// Waits until the other end is closed. Returns what it sent.
static std::string answer_to(const std::string &request)
{
	const int fd = connect_to_daemon();
	REQUIRE(send(fd, request.data(), request.size(), MSG_NOSIGNAL) == ssize_t(request.size()));
	std::string answer;
	char bytes[4096];
	for (ssize_t got; (got = recv(fd, bytes, sizeof(bytes), 0)) > 0;)
		answer.append(bytes, std::size_t(got));
	close(fd);
	return answer;
}

TEST_CASE("status: nonsense and silence are dropped, and decisions go on")
{
	const Scene scene;
	Daemon daemon(scene.policy());
	CHECK(answer_to("enforce nothing\n").empty());
	CHECK(answer_to(std::string(1000, 'x')).empty());
	CHECK(answer_to("").empty());
	// Not somebody who connects and then waits: the next one has his turn.
	const int silent = connect_to_daemon(), lazy = connect_to_daemon();
	REQUIRE(send(lazy, "objects\n", 8, MSG_NOSIGNAL) == 8);
	CHECK(status().state == "enforcing");
	CHECK(run({stage::probe(), "create"}).status == 1);
	CHECK_FALSE(daemon.events().empty());
	close(silent);
	close(lazy);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("status: the socket is root's alone, and a stale one is replaced")
{
	const Scene scene;
	{
		Daemon daemon(scene.policy());
		struct stat found {};
		REQUIRE(stat(kSocket, &found) == 0);
		CHECK(S_ISSOCK(found.st_mode));
		CHECK((found.st_mode & 0777) == 0600);
		CHECK(found.st_uid == 0);
		daemon.detach(SIGKILL);
		CHECK(std::filesystem::exists(kSocket));
	}
	CHECK(run(kAsk).status == 1);
	Daemon daemon(scene.policy());
	CHECK(run(kAsk).status == 0);
	CHECK(daemon.detach() == 0);
}
