// SPDX-License-Identifier: Apache-2.0
// The main of every test program. One line a test case, `ok NAME` or `not ok
// NAME`, so that tests/run can count them even if a guest is lost midway.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#include <iostream>

namespace {

struct TestLines : Catch::TestEventListenerBase {
	using TestEventListenerBase::TestEventListenerBase;

	void testCaseEnded(const Catch::TestCaseStats &stats) override
	{
		// A test that checks nothing proves nothing.
		const bool ok = stats.totals.assertions.allOk() && stats.totals.assertions.passed > 0;
		std::cout << (ok ? "ok " : "not ok ") << stats.testInfo.name << std::endl;
	}
};

} // namespace

CATCH_REGISTER_LISTENER(TestLines)
