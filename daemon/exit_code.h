// SPDX-License-Identifier: Apache-2.0
// What watchbpf's exit status means; the same list stands in its man page.
#pragma once

namespace watchbpf::daemon {

enum ExitCode : int {
	kOk = 0,
	kFailure = 1,
	kDenied = 2,
	kPolicyInvalid = 3,
	kKernelCannot = 4,
	kDepends = 5, // only the verifier can tell
};

} // namespace watchbpf::daemon
