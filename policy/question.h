// SPDX-License-Identifier: Apache-2.0
// What a policy answers, without a kernel: the records that compile() makes are
// given to the functions of bpf/decide.h and bpf/decide_exec.h that the kernel
// runs, hook after hook. There is no rule in here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bpf/decide.h"
#include "policy/compiler.h"
#include "policy/question_object.h"
#include "policy/question_program.h"

namespace watchbpf::policy {

enum class Act { kCommand, kExec, kTrace, kSysctl };

// A user or group, as asked and as the host numbers it.
struct Id {
	std::string name;
	std::uint32_t number = 0;
};

// An exec of a file that Question::tool lists.
struct ExecQuestion {
	bool unsealed = false; // the file has no fs-verity digest
	bool script = false;   // the tool runs as the interpreter of another file
	bool traced = false;
	bool shares_fs = false;
	bool seccomp_notify = false;
	bool sealed_late = false;
	bool container = false;
	std::optional<Id> user; // nobody in particular: none of a tool's users
	std::vector<Id> groups;
	std::vector<std::string> cgroup; // levels below the root
};

struct Question {
	Act act = Act::kCommand;
	// Index in the generation: who asks, or at exec whose file it is.
	std::uint32_t tool = WB_UNTRUSTED;
	std::uint32_t command = WB_NOT_KNOWN;
	bool nested = false;     // a BPF program calls bpf(), in the name of a task of the tool
	ProgramQuestion program; // loads only
	ObjectQuestion object;
	bool own = false;                    // the map, program or traced task is watchbpf's
	std::uint32_t target = WB_UNTRUSTED; // of a trace
	ExecQuestion exec;
};

struct Answer {
	wb_verdict verdict{};
	wb_hook hook = WB_HOOK_COMMAND; // that gave the verdict
	std::uint32_t tool_flags = 0;   // of the rule that was asked
	std::string about;              // what the reason is about: "write_user"; may be empty
	std::string rule;               // "tools.alice.programs.types"
	Place place;                    // of that rule; line 0: nowhere in the policy
	Mode mode = Mode::kEnforce;     // that holds for that rule
};

// The verdict of the first hook that refuses; where all let it pass, of the first.
// `generation` was compiled from `policy`.
Answer ask(const Policy &policy, const Generation &generation, const Question &question);

// Where the policy says what gave this verdict; line 0: nowhere.
Place place_of_rule(const Policy &policy, std::uint32_t tool, const wb_verdict &verdict);

// "allowed", "denied", "would-deny".
std::string_view action_word(std::uint8_t action);

// "alice", "untrusted".
std::string tool_word(const Policy &policy, std::uint32_t tool);

// Which limit a verdict is about, by its reason; nothing: none of them.
std::optional<wb_limit> limit_of(std::uint8_t reason);

// Compiles for questions: the policy's own mode decides whether all is only reported.
Compiled compile_to_ask(const Policy &policy, const Host &host);

} // namespace watchbpf::policy
