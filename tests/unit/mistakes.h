// SPDX-License-Identifier: Apache-2.0
// Tables of policies that are wrong, and what is said about each; and policies about which
// nothing is said.
#pragma once

#include <catch2/catch.hpp>

#include "diagnostics_of.h"

namespace watchbpf::policy::test {

struct Mistake {
	const char *name;
	std::string text;
	std::vector<std::string> problems; // summary()
	std::vector<std::string> says{};   // parts of what is rendered
};

inline void check_mistake(const Mistake &mistake)
{
	const ReadPolicy result = read(mistake.text);
	const std::string text = rendered(result);
	INFO(mistake.name << "\n" << text);
	CHECK_FALSE(result.policy);
	CHECK(summary(result.diagnostics) == mistake.problems);
	for (const std::string &part : mistake.says)
		CHECK_THAT(text, Catch::Matchers::Contains(part));
	for (const Diagnostic &diagnostic : result.diagnostics)
		CHECK_FALSE(diagnostic.hint.empty());
}

inline Policy valid(const std::string &text)
{
	ReadPolicy result = read(text);
	INFO(rendered(result));
	REQUIRE(result.policy);
	CHECK(result.diagnostics.empty());
	return std::move(*result.policy);
}

} // namespace watchbpf::policy::test
