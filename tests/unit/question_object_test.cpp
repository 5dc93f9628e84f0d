// SPDX-License-Identifier: Apache-2.0
// Questions about maps, links and programs of others: answer, rule and the line that gave it.
#include "policy/question_object.h"

#include <catch2/catch.hpp>

#include "diagnostics_of.h"
#include "policy/advice.h"
#include "questions_of.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

const std::string kPolicy = "version: 1\n"
			    "tools:\n"
			    "  alice:\n"
			    "    identities: [{path: /a}]\n"
			    "    programs: {types: [xdp]}\n"
			    "    maps:\n"
			    "      create: [hash, array]\n"
			    "      others:\n"
			    "        bob:\n"
			    "          ct_map_tcp4: ro\n"
			    "          'ct_*': rw\n"
			    "        unowned: ro\n"
			    "        '*': {shared: rw}\n"
			    "    links: [bob]\n"
			    "  bob:\n"
			    "    identities: [{path: /b}]\n"
			    "    programs: {types: [xdp]}\n"
			    "    maps: true\n"
			    "    introspection: false\n"
			    "  carol:\n"
			    "    identities: [{path: /c}]\n";

Policy policy()
{
	ReadPolicy result = read(kPolicy);
	INFO(rendered(result));
	REQUIRE(result.policy);
	return std::move(*result.policy);
}

// "alice lookup", and what is known of the object.
std::string answer(const std::string &tool, const std::string &command, Pairs pairs = {})
{
	pairs.insert(pairs.begin(), {{"tool", tool}, {"command", command}});
	return answer_to(policy(), pairs);
}

std::string advised(const std::string &tool, const std::string &command, Pairs pairs = {})
{
	pairs.insert(pairs.begin(), {{"tool", tool}, {"command", command}});
	const Policy asked = policy();
	const Host host = offline_host();
	Report report;
	const auto question = question_of(words_of(pairs), asked, host, report);
	return question ? advice(asked, host, *question) : "no question";
}

const Pairs kTcp4 = {{"owner", "bob"}, {"map", "ct_map_tcp4"}}, kUdp = {{"owner", "bob"}, {"map", "ct_udp"}},
	    kSecret = {{"owner", "bob"}, {"map", "secret"}}, kBobs = {{"owner", "bob"}},
	    kOfNobody = {{"owner", "unowned"}, {"map", "x"}};

Pairs with(Pairs pairs, const std::string &key, const std::string &text)
{
	pairs.push_back({key, text});
	return pairs;
}

} // namespace

TEST_CASE("each command asks of a map what it does with it", "[question][objects]")
{
	for (const char *reads : {"lookup", "next-key", "lookup-batch"}) {
		INFO(reads);
		CHECK(answer("alice", reads, kTcp4) == "allowed allowed tools.alice.maps 10:11");
		CHECK(answer("alice", reads, kOfNobody) == "allowed allowed tools.alice.maps 12:9");
		CHECK(answer("alice", reads, kSecret) == "denied foreign-map tools.alice.maps 6:5");
	}
	for (const char *writes : {"update", "delete", "update-batch", "delete-batch", "lookup-delete",
				   "lookup-delete-batch", "pin"}) {
		INFO(writes);
		CHECK(answer("alice", writes, kTcp4) == "denied read-only-map tools.alice.maps 10:11");
		CHECK_THAT(answer("alice", writes, kUdp), Contains("allowed allowed"));
		CHECK(answer("alice", writes, kSecret) == "denied foreign-map tools.alice.maps 6:5");
	}
	CHECK(answer("alice", "freeze", kUdp) == "denied not-owner tools.alice.maps 11:11");
	CHECK(answer("alice", "freeze") == "allowed allowed tools.alice.maps 6:5");
	CHECK(answer("alice", "update") == "allowed allowed tools.alice.maps 6:5");
	CHECK(answer("alice", "update", {{"owner", "alice"}}) == "allowed allowed tools.alice.maps 6:5");
	CHECK(answer("bob", "lookup", {{"owner", "alice"}}) == "denied foreign-map tools.bob.maps 18:5");
	CHECK(answer("carol", "lookup", {{"owner", "alice"}}) == "denied no-maps tools.carol.maps 20:3");
	CHECK(answer("untrusted", "lookup", {{"owner", "unowned"}}) == "denied untrusted default");
}

TEST_CASE("rules for anybody hold for maps that no other rule is about", "[question][objects]")
{
	for (const char *owner : {"bob", "carol", "unowned"}) {
		INFO(owner);
		const Pairs shared = {{"owner", owner}, {"map", "shared"}};
		// Of what nobody owns, all maps are read only: that rule is before.
		const bool unowned = owner == std::string("unowned");
		CHECK(answer("alice", "update", shared) == (unowned
								? "denied read-only-map tools.alice.maps 12:9"
								: "allowed allowed tools.alice.maps 13:15"));
	}
}

TEST_CASE("an fd is asked for what it can do", "[question][objects]")
{
	for (const char *opens : {"open-map", "get-pin"}) {
		INFO(opens);
		CHECK(answer("alice", opens, with(kTcp4, "access", "rw")) ==
		      "denied read-only-map tools.alice.maps 10:11");
		CHECK_THAT(answer("alice", opens, with(kTcp4, "access", "ro")), Contains("allowed allowed"));
		// What the kernel gives where no flag asks for less.
		CHECK(answer("alice", opens, kTcp4) == "denied read-only-map tools.alice.maps 10:11");
		CHECK_THAT(answer("alice", opens, kUdp), Contains("allowed allowed"));
		CHECK(answer("alice", opens, kSecret) == "denied foreign-map tools.alice.maps 6:5");
		CHECK(answer("carol", opens, kBobs) == "denied no-maps tools.carol.maps 20:3");
	}
	// It is the fd's hook that sees the map.
	const Policy asked = policy();
	const Compiled compiled = compile_to_ask(asked, offline_host());
	Question question;
	question.tool = 1;
	question.command = *command_number("open-map");
	question.object.owner = 2;
	CHECK(ask(asked, *compiled.generation, question).hook == WB_HOOK_MAP_FD);
	question.command = *command_number("lookup");
	CHECK(ask(asked, *compiled.generation, question).hook == WB_HOOK_COMMAND);
	CHECK(ask(asked, *compiled.generation, question).about == "bob");
	question.object.map = "ct_map";
	question.command = *command_number("freeze");
	CHECK(ask(asked, *compiled.generation, question).about == "ct_map of bob");
}

TEST_CASE("a map is created by its type", "[question][objects]")
{
	CHECK(answer("alice", "create") == "allowed allowed tools.alice.maps 6:5");
	CHECK(answer("alice", "create", {{"map_type", "array"}}) == "allowed allowed tools.alice.maps 6:5");
	CHECK(answer("alice", "create", {{"map_type", "ringbuf"}}) == "denied map-type tools.alice.maps 7:7");
	CHECK(answer("alice", "create", {{"map_type", "BPF_MAP_TYPE_RINGBUF"}}) ==
	      "denied map-type tools.alice.maps 7:7");
	CHECK(answer("alice", "create", {{"map_type", "27"}}) == "denied map-type tools.alice.maps 7:7");
	CHECK(answer("bob", "create", {{"map_type", "27"}}) == "allowed allowed tools.bob.maps 18:5");
	// Types of a later kernel, numbers that fold onto others, and none.
	for (const char *type : {"36", "63", "64", "65", "0", "4294967294"})
		CHECK(answer("bob", "create", {{"map_type", type}}) == "denied map-type tools.bob.maps 18:5");
	CHECK(answer("carol", "create") == "denied no-maps tools.carol.maps 20:3");
}

TEST_CASE("links, attachments and programs of others", "[question][objects]")
{
	for (const char *command :
	     {"update-link", "detach-link", "iterate", "detach", "attach", "bind-map"}) {
		INFO(command);
		CHECK(answer("alice", command) == "allowed allowed tools.alice.programs.types 5:16");
		CHECK(answer("alice", command, kBobs) == "allowed allowed tools.alice.programs.types 5:16");
		CHECK(answer("alice", command, {{"owner", "carol"}}) ==
		      "denied not-owner tools.alice.links 14:5");
		CHECK(answer("bob", command, {{"owner", "unowned"}}) ==
		      "denied not-owner tools.bob.links 15:3");
		CHECK(answer("carol", command, kBobs) ==
		      "denied no-programs tools.carol.programs.types 20:3");
	}
	CHECK(answer("alice", "open-link", kBobs) == "allowed allowed tools.alice.links 14:5");
	CHECK(answer("alice", "open-link", {{"owner", "carol"}}) ==
	      "denied not-owner tools.alice.links 14:5");
	// Who attaches nothing only looks.
	CHECK(answer("carol", "open-link", kBobs) == "allowed allowed tools.carol.identities 21:18");
	const Pairs program = {{"object", "program"}, {"owner", "carol"}};
	CHECK(answer("alice", "pin", program) == "denied not-owner tools.alice.links 14:5");
	CHECK(answer("alice", "pin", {{"object", "other"}, {"owner", "bob"}}) ==
	      "allowed allowed tools.alice.identities 4:18");
}

TEST_CASE("a tool without introspection sees what is its own", "[question][objects]")
{
	for (const char *lists :
	     {"next-program", "next-map", "next-link", "next-btf", "query", "task-query", "open-btf"})
		CHECK(answer("bob", lists) == "denied no-introspection tools.bob.introspection 19:5");
	CHECK_THAT(answer("bob", "info"), Contains("allowed"));
	for (const char *opens : {"open-link", "open-program"}) {
		CHECK(answer("bob", opens, {{"owner", "alice"}}) ==
		      "denied no-introspection tools.bob.introspection 19:5");
		CHECK_THAT(answer("bob", opens), Contains("allowed"));
	}
	CHECK(answer("bob", "get-pin", {{"object", "program"}, {"owner", "alice"}}) ==
	      "denied no-introspection tools.bob.introspection 19:5");
	// What it does is not said here, and so not asked.
	CHECK_THAT(answer("alice", "open-program", kBobs), Contains("allowed"));
}

TEST_CASE("a loaded program uses a map of another owner", "[question][objects]")
{
	const Pairs xdp = {{"type", "xdp"}};
	const auto load = [&](Pairs pairs) {
		pairs.insert(pairs.begin(), xdp.begin(), xdp.end());
		return answer("alice", "load", pairs);
	};
	CHECK(load({}) == "allowed allowed tools.alice.programs.types 5:16");
	CHECK(load(with(kTcp4, "access", "ro")) == "allowed allowed tools.alice.programs.types 5:16");
	CHECK(load(with(kTcp4, "access", "rw")) == "denied read-only-map tools.alice.maps 10:11");
	CHECK(load(kTcp4) == "denied read-only-map tools.alice.maps 10:11");
	CHECK(load(kSecret) == "denied foreign-map tools.alice.maps 6:5");
	CHECK(load(kUdp) == "allowed allowed tools.alice.programs.types 5:16");
	CHECK_THAT(load({{"map", "ct_udp"}}), Contains("say with 'owner' whose it is"));
}

TEST_CASE("words that make no question about an object", "[question][objects]")
{
	struct Row {
		std::string command;
		Pairs words;
		std::string says;
	};
	const Row rows[] = {
	    {"lookup",
	     {{"owner", "bbo"}},
	     "unknown-tool cases[0].owner: no tool 'bbo' in the policy (did you mean 'bob'?)"},
	    {"lookup",
	     {{"owner", "untrusted"}},
	     "no tool 'untrusted' in the policy (known: 'unowned', 'alice'"},
	    {"lookup", {{"map", "a-b"}}, "map-name cases[0].map: map name 'a-b' has a character"},
	    {"lookup", {{"map", "ct_*"}}, "map name 'ct_*' is not one map's"},
	    {"lookup", {{"map", "abcdefghijklmnop"}}, "of which the kernel keeps 15: 'abcdefghijklmno'"},
	    {"create",
	     {{"map_type", "hsh"}},
	     "unknown-map-type cases[0].map_type: unknown map type 'hsh' (did you mean 'hash'?)"},
	    {"lookup", {{"map_type", "hash"}}, "only 'create' has a 'map_type'"},
	    {"lookup", {{"access", "ro"}}, "only 'open-map', 'get-pin' and 'load' have an 'access'"},
	    {"open-map", {{"access", "none"}}, "'access' cannot be 'none' (known: 'ro' and 'rw')"},
	    {"next-map", {{"owner", "bob"}}, "nothing asks for the owner here"},
	    {"create", {{"owner", "bob"}}, "nothing asks for the owner here"},
	    {"get-pin", {{"object", "other"}, {"owner", "bob"}}, "nothing asks for the owner here"},
	    {"open-link", {{"map", "a"}}, "it is about no map"},
	    {"get-pin", {{"object", "program"}, {"map", "a"}}, "it is about no map"},
	    {"get-pin", {{"object", "program"}, {"access", "ro"}}, "have an 'access'"},
	    {"update-link", {{"object", "map"}}, "only 'pin' and 'get-pin' have an 'object'"},
	};
	for (const Row &row : rows) {
		INFO(row.command << ": " << row.says);
		CHECK_THAT(answer("alice", row.command, row.words), Contains(row.says));
	}
	CHECK_THAT(answer_to(policy(), {{"exec", "alice"}, {"owner", "bob"}}),
		   Contains("'owner' says nothing about 'exec'"));
}

TEST_CASE("what a refusal says would allow it", "[advice][objects]")
{
	CHECK(advised("alice", "lookup", kSecret) == "write 'bob: {secret: ro}' in tools.alice.maps.others");
	CHECK(advised("alice", "update", kTcp4) ==
	      "write 'bob: {ct_map_tcp4: rw}' in tools.alice.maps.others");
	CHECK(advised("alice", "lookup", kBobs) == "write 'bob: ro' in tools.alice.maps.others");
	CHECK(advised("alice", "open-map", with(kBobs, "access", "ro")) ==
	      "write 'bob: ro' in tools.alice.maps.others");
	CHECK(advised("alice", "update", kOfNobody) == "write 'unowned: {x: rw}' in tools.alice.maps.others");
	CHECK(advised("alice", "freeze", kBobs) == "no policy can allow this");
	CHECK(advised("alice", "create", {{"map_type", "ringbuf"}}) ==
	      "add 'ringbuf' to tools.alice.maps.create");
	CHECK(advised("bob", "create", {{"map_type", "36"}}) == "no policy can allow this");
	CHECK(advised("carol", "create") == "write 'maps: true' in tools.carol");
	CHECK(advised("carol", "lookup", kBobs) == "write 'maps: {others: {bob: ro}}' in tools.carol");
	CHECK(advised("alice", "detach-link", {{"owner", "carol"}}) == "add 'carol' to tools.alice.links");
	CHECK(advised("bob", "update-link", {{"owner", "unowned"}}) == "add 'unowned' to tools.bob.links");
	CHECK(advised("bob", "next-map") == "remove 'introspection: false' from tools.bob");
	CHECK(advised("bob", "open-link", {{"owner", "alice"}}) ==
	      "remove 'introspection: false' from tools.bob; add 'alice' to tools.bob.links");
	CHECK(advised("alice", "load", with(kTcp4, "type", "xdp")) ==
	      "write 'bob: {ct_map_tcp4: rw}' in tools.alice.maps.others");
}
