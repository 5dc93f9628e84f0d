// SPDX-License-Identifier: Apache-2.0
// What decide.h says to people (explain, test) is what it does in the kernel.
#include <catch2/catch.hpp>

#include "process.h"
#include "stage.h"

using namespace watchbpf::guest;

TEST_CASE("decide: the kernel and the command line agree on 100,000 random questions")
{
	const Ran ran = run({stage::agree(), "100000"});
	INFO(ran.output);
	CHECK(ran.status == 0);
	CHECK_THAT(ran.output, Catch::Contains("asked 100000 questions, 0 disagreements"));
}
