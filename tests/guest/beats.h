// SPDX-License-Identifier: Apache-2.0
// The four beats of a test about who is who: the act works without watchbpf;
// attach; the act is denied (or goes on); somebody else gets the opposite.
#pragma once

#include <string>

#include "scene.h"

namespace watchbpf::guest {

// `act` is a command that needs bpf() and exits 1 when denied. The task that is
// denied got no mark, for this reason.
void denied_for(const Scene &scene, const Command &act, const std::string &exec_reason,
		const ProcessOptions &options = {});

// `act` is one that Alice does: it goes on as if watchbpf was not there.
void goes_on(const Scene &scene, const Command &act, const ProcessOptions &options = {});

} // namespace watchbpf::guest
