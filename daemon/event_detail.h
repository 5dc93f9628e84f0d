// SPDX-License-Identifier: Apache-2.0
// What an event's reason is about: the effect, helper, kfunc, map or kernel function, and
// where in the program it stands. One composition for text and JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/event_format.h"

namespace watchbpf::daemon {

// Whether the program had been through the verifier: else nothing is known of what it does.
bool effects_are_known(const wb_event &event);
// "read_kernel,write_own_map", "none"; one word, as the rest of a line.
std::string effects_word(const wb_event &event);

// The map that the refused effect writes; the kernel function that the program is for. May be empty.
std::string_view event_map(const wb_event &event);
std::string_view event_target(const wb_event &event);

// A call, load or store as people and programs read it.
struct CauseWords {
	std::string kind; // "helper", "kfunc", "load", "store", "atomic", "access"
	std::string name; // "bpf_probe_write_user"; empty: an access, or a number without a name
};
// Nothing where it is the program as a whole.
std::optional<CauseWords> cause_words(const wb_cause &cause, const KfuncName &kfunc_name);

// "bpf_probe_write_user"; "helper 4711" for a number without a name.
std::string helper_words(std::uint32_t helper);
// "helper bpf_probe_write_user, insn 17", "store, insn 3"; empty for the program as a whole.
std::string cause_text(const wb_cause &cause, const KfuncName &kfunc_name);

// "effect write_user (helper bpf_probe_write_user, insn 17)"; empty where the reason says all.
std::string event_detail(const wb_event &event, const EventContext &context);

} // namespace watchbpf::daemon
