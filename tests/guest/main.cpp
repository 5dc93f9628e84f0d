// SPDX-License-Identifier: Apache-2.0
// Runs inside a guest, as root. One line a test case, `ok NAME` or `not ok
// NAME`, so that the host can count them even if the guest is lost midway.
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
