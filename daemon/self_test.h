// SPDX-License-Identifier: Apache-2.0
// Proof that bpf() is really decided by us: a program may be attached and
// never be called (`bpf` not among the active LSMs, ftrace switched off).
#pragma once

#include "policy/result.h"

namespace watchbpf::daemon {

// Before attaching: fails if bpf() is denied already, by whomever.
Result<void> check_bpf_is_open();

// Before attaching: fails if another process traces this one, because it could
// go on steering it afterwards.
Result<void> check_not_traced();

// After attaching: makes the calls that must be refused now, as this process,
// which has no mark. With audit they must still work.
Result<void> check_bpf_is_decided(bool audit);

} // namespace watchbpf::daemon
