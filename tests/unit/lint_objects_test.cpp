// SPDX-License-Identifier: Apache-2.0
// `wide-maps`, `shadowed`, `never-matches`: rules for maps of others.
#include "lint_machine.h"

#include "bpf/vocabulary.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

MapRule rule(const std::string &owner, const std::string &name, std::uint32_t access, int line = 9)
{
	return {.owner = owner,
		.name = name,
		.access = access,
		.owner_place = {"p.yaml", line, 9},
		.place = {"p.yaml", line, 11}};
}

// `t` with these rules, and `bob`, who creates maps.
Policy policy_with(std::vector<MapRule> rules)
{
	Tool tool = tool_of({by_path("/usr/bin/agent")}), bob = tool_of({by_path("/usr/bin/bob")});
	tool.maps.use = bob.maps.use = true;
	tool.maps.others = std::move(rules);
	bob.name = "bob";
	bob.maps.creates.set(1);
	Policy policy = policy_of(std::move(tool));
	policy.tools.push_back(std::move(bob));
	return policy;
}

constexpr std::uint32_t kRo = WB_ACCESS_READ, kRw = WB_ACCESS_READ_WRITE;

} // namespace

TEST_CASE("writing every map of every tool", "[lint]")
{
	CHECK(problems(policy_with({rule("*", "*", kRw)})) == Codes{"wide-maps 9:11"});
	CHECK(found(policy_with({rule("*", "*", kRw)}))[0].item == "tools.t.maps.others.*");
	CHECK(problems(policy_with({rule("*", "*", kRo)})).empty());
	CHECK(problems(policy_with({rule("*", "ct_*", kRw)})).empty());
	CHECK(problems(policy_with({rule("bob", "*", kRw), rule("unowned", "*", kRw)})).empty());
}

TEST_CASE("rules that another one is always before", "[lint]")
{
	const std::string cut = "abcdefghijklmno";
	// Nothing longer starts so: the kernel keeps no more of a name.
	const auto twice = policy_with({rule("bob", cut + "*", kRw, 9), rule("bob", cut, kRo, 10)});
	CHECK(problems(twice) == Codes{"shadowed 9:11"});
	CHECK_THAT(found(twice)[0].message, Contains("the rule for '" + cut + "' matches before"));
	CHECK(found(twice)[0].item == "tools.t.maps.others.bob." + cut + "*");
	// The same in other hands, or not the same names.
	CHECK(problems(policy_with({rule("bob", cut + "*", kRw), rule("*", cut, kRo)})).empty());
	CHECK(problems(policy_with({rule("bob", "abc*", kRw), rule("bob", "abc", kRo),
				    rule("bob", "ab*", kRo), rule("bob", "*", kRo)}))
		  .empty());
	// Made by hand: a mapping has no key twice.
	CHECK(problems(policy_with({rule("bob", "a", kRw, 9), rule("bob", "a", kRo, 10),
				    rule("bob", "a", 0, 11)})) == Codes{"shadowed 10:11", "shadowed 11:11"});
}

TEST_CASE("maps of a tool that creates none", "[lint]")
{
	Policy policy = policy_with({rule("bob", "*", kRo)});
	policy.tools[1].maps.creates.reset();
	CHECK(problems(policy) == Codes{"never-matches 9:11"});
	policy.tools[1].maps.use = false;
	CHECK(problems(policy) == Codes{"never-matches 9:11"});
	CHECK_THAT(found(policy)[0].message, Contains("tool 'bob' can create no maps"));
	// What it holds from before is its own.
	policy.tools[1].adopt = true;
	CHECK(problems(policy).empty());
	CHECK(problems(policy_with({rule("unowned", "*", kRo), rule("*", "a", kRo)})).empty());
}

TEST_CASE("more rules than a record holds are the compiler's to report", "[lint]")
{
	CHECK(problems(policy_with(std::vector<MapRule>(1'000'000, rule("bob", "a", kRw)))).empty());
}
