// SPDX-License-Identifier: Apache-2.0
#include "policy/question_words.h"

namespace watchbpf::policy {

static constexpr QuestionKey kKeys[] = {
    {"tool", KeyKind::kText, "Who asks: a tool of the policy, or untrusted"},
    {"command", KeyKind::kText, "Command of bpf(): load, create, open-map, BPF_PROG_LOAD ..."},
    {"type", KeyKind::kText, "Program type of a load: xdp, tracing ..."},
    {"attach", KeyKind::kText, "Attach type of a load: trace_fentry, modify_return ..."},
    {"effects", KeyKind::kList, "Effect of the loaded program; may be given more than once"},
    {"helpers", KeyKind::kList, "Helper that it calls; may be given more than once"},
    {"kfuncs", KeyKind::kList, "Kernel function that it calls; may be given more than once"},
    {"target", KeyKind::kText, "Kernel function that it is for"},
    {"instructions", KeyKind::kText, "How many instructions it has"},
    {"signed", KeyKind::kText, "Its signature: system-keyring, or a keyring's serial"},
    {"nested", KeyKind::kFlag, "A BPF program calls bpf(), not the tool itself"},
    {"object", KeyKind::kText, "What pin and get-pin are about: map, program or other"},
    {"owner", KeyKind::kText, "Whose map, program or link it is: a tool, or unowned; default: its own"},
    {"map", KeyKind::kText, "Name of the map, of which the kernel keeps 15 characters"},
    {"map_type", KeyKind::kText, "Type of a map that is created: hash, array ...; default: hash"},
    {"access", KeyKind::kText, "What the fd is for, or the program does with the map: ro or rw"},
    {"own", KeyKind::kFlag, "The map, program or traced task is watchbpf's own"},
    {"trace", KeyKind::kText, "Trace a task of this tool, or of untrusted"},
    {"sysctl", KeyKind::kFlag, "Write the sysctl that switches BPF LSM off"},
    {"exec", KeyKind::kText, "Execute a file that this tool lists"},
    {"user", KeyKind::kText, "Real user at exec: a name or a number"},
    {"group", KeyKind::kList, "Group at exec; may be given more than once"},
    {"cgroup", KeyKind::kText, "Cgroup at exec: /system.slice/ssh.service"},
    {"container", KeyKind::kFlag, "Exec in other namespaces than the host's"},
    {"unsealed", KeyKind::kFlag, "The executed file is not sealed"},
    {"script", KeyKind::kFlag, "The tool runs as the interpreter of a script"},
    {"traced", KeyKind::kFlag, "Somebody traces the task at exec"},
    {"shares_fs", KeyKind::kFlag, "Another process shares its root directory at exec"},
    {"seccomp_notify", KeyKind::kFlag, "A supervisor may answer its system calls"},
    {"sealed_late", KeyKind::kFlag, "The file was sealed while watchbpf ran"},
};

static constexpr std::string_view kLoadKeys[] = {"type",   "attach", "effects",      "helpers",
						 "kfuncs", "target", "instructions", "signed"};

std::span<const QuestionKey> question_keys()
{
	return kKeys;
}

std::span<const std::string_view> keys_of_loads()
{
	return kLoadKeys;
}

const std::vector<QuestionKind> &question_kinds()
{
	static const std::vector<QuestionKind> all = {
	    {Act::kCommand,
	     {"command", "tool", "type", "attach", "effects", "helpers", "kfuncs", "target", "instructions",
	      "signed", "nested", "object", "owner", "map", "map_type", "access", "own"}},
	    {Act::kTrace, {"trace", "tool", "own"}},
	    {Act::kSysctl, {"sysctl", "tool"}},
	    {Act::kExec,
	     {"exec", "user", "group", "cgroup", "container", "unsealed", "script", "traced", "shares_fs",
	      "seccomp_notify", "sealed_late"}},
	};
	return all;
}

} // namespace watchbpf::policy
