// SPDX-License-Identifier: Apache-2.0
#include "policy/vocabulary.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "bpf/decide.h"
#include "bpf/helpers.h"

namespace watchbpf::policy {

namespace {

struct CommandRow {
	std::uint32_t number;
	std::string kernel_name;
	std::string_view word;
};

std::string lower_case(std::string_view text)
{
	std::string out(text);
	for (char &letter : out)
		if (letter >= 'A' && letter <= 'Z')
			letter = static_cast<char>(letter - 'A' + 'a');
	return out;
}

const std::vector<CommandRow> &command_rows()
{
#define X(number, kernel, word, right) {number, lower_case(#kernel), word},
	static const std::vector<CommandRow> rows = {WB_COMMANDS(X)};
#undef X
	return rows;
}

struct ProgramTypeRow {
	std::uint32_t number;
	std::string_view name;
};

#define X(number, kernel, name, class) {number, name},
constexpr ProgramTypeRow kProgramTypes[] = {WB_PROGRAM_TYPES(X)};
#undef X

struct AttachTypeRow {
	std::uint32_t number;
	std::string_view name;
};

#define X(number, kernel, name, class) {number, name},
constexpr AttachTypeRow kAttachTypes[] = {WB_ATTACH_TYPES(X)};
#undef X

struct MapTypeRow {
	std::uint32_t number;
	std::string_view name;
};

#define X(number, kernel, name) {number, name},
constexpr MapTypeRow kMapTypes[] = {WB_MAP_TYPES(X)};
#undef X

struct HelperRow {
	std::uint32_t number;
	std::string_view name;
	std::uint32_t effects;
};

#define X(number, name, effects) {number, #name, effects},
constexpr HelperRow kHelpers[] = {WB_HELPERS(X)};
#undef X

struct EffectRow {
	std::uint32_t bit;
	std::string_view word;
};

#define X(bit, constant, word) {bit, word},
constexpr EffectRow kEffects[] = {WB_EFFECTS(X)};
#undef X

struct ReasonRow {
	wb_reason reason;
	std::string_view code;
	std::string_view text;
};

constexpr ReasonRow kReasons[] = {
    {WB_REASON_ALLOWED, "allowed", "allowed"},
    {WB_REASON_UNTRUSTED, "untrusted", "not a tool of the policy"},
    {WB_REASON_NO_RULE, "no-rule", "no policy record could be read"},
    {WB_REASON_UNKNOWN_COMMAND, "unknown-command", "unknown bpf() command"},
    {WB_REASON_UNKNOWN_PROGRAM_TYPE, "unknown-program-type", "unknown program type"},
    {WB_REASON_PROGRAM_TYPE, "program-type", "program type not allowed"},
    {WB_REASON_NO_PROGRAMS, "no-programs", "tool may not load programs"},
    {WB_REASON_NO_MAPS, "no-maps", "tool may not use maps"},
    {WB_REASON_GUARD, "guard", "could switch watchbpf off"},
    {WB_REASON_OWN_OBJECT, "own-object", "belongs to watchbpf itself"},
    {WB_REASON_FOREIGN_TRACER, "foreign-tracer", "would steer a task of another tool"},
    {WB_REASON_NO_DIGEST, "no-digest", "file has no fs-verity digest"},
    {WB_REASON_UNKNOWN_DIGEST, "unknown-digest", "no tool of the policy has this digest"},
    {WB_REASON_INTERPRETED, "interpreted", "interpreter run for a script"},
    {WB_REASON_TRACED, "traced", "traced by another process at exec"},
    {WB_REASON_SHARED_FS, "shared-fs", "another process shares its root and working directory"},
    {WB_REASON_SECCOMP_NOTIFY, "seccomp-notify", "a supervisor may answer its system calls"},
    {WB_REASON_SEALED_LATE, "sealed-late", "sealed while watchbpf was watching, cached pages unverified"},
    {WB_REASON_NOT_SECURE, "not-secure", "secure execution could not be switched on"},
    {WB_REASON_NO_STORAGE, "no-storage", "kernel gave no memory for the mark"},
    {WB_REASON_USER, "user", "not one of the tool's users"},
    {WB_REASON_GROUP, "group", "in none of the tool's groups"},
    {WB_REASON_CGROUP, "cgroup", "in none of the tool's cgroups"},
    {WB_REASON_UNIT, "unit", "in none of the tool's units"},
    {WB_REASON_CONTAINER, "container", "not in the host's namespaces"},
    {WB_REASON_KERNEL_THREAD, "kernel-thread", "a thread of the kernel calls bpf()"},
    {WB_REASON_NESTED, "nested", "a BPF program calls bpf()"},
    {WB_REASON_UNSEEN, "unseen", "its verification was not followed"},
    {WB_REASON_EARLIER, "earlier", "loaded before watchbpf, nothing is known of it"},
    {WB_REASON_ATTACH_TYPE, "attach-type", "attach type not allowed"},
    {WB_REASON_TARGET, "target", "kernel function not among the tool's targets"},
    {WB_REASON_INSTRUCTIONS, "instructions", "more instructions than allowed"},
    {WB_REASON_SIGNATURE, "signature", "not signed as the policy asks"},
    {WB_REASON_HELPER, "helper", "helper not allowed"},
    {WB_REASON_KFUNC, "kfunc", "kfunc not allowed"},
    {WB_REASON_EFFECT, "effect", "effect not allowed"},
    {WB_REASON_FOREIGN_MAP, "foreign-map", "map of another owner"},
    {WB_REASON_READ_ONLY_MAP, "read-only-map", "map of another owner, granted for reading"},
    {WB_REASON_UNTOLD_MAP, "untold-map", "program writes maps that are chosen later, some may be read-only"},
    {WB_REASON_MAP_TYPE, "map-type", "type of map not allowed"},
    {WB_REASON_NOT_OWNER, "not-owner", "belongs to another owner"},
    {WB_REASON_NO_ROOM, "no-room", "no room to remember whose it is"},
    {WB_REASON_NO_INTROSPECTION, "no-introspection", "tool may not look at what is not its own"},
    {WB_REASON_INHERITED, "inherited", "has an open map, program or link that the tool may not have"},
};

// Program types as tools and libbpf's sections call them.
constexpr std::pair<std::string_view, std::string_view> kOtherWords[] = {
    {"tc", "sched_cls"},          {"tcx", "sched_cls"},        {"classifier", "sched_cls"},
    {"netkit", "sched_cls"},      {"fentry", "tracing"},       {"fexit", "tracing"},
    {"iter", "tracing"},          {"tp_btf", "tracing"},       {"fsession", "tracing"},
    {"kretprobe", "kprobe"},      {"uprobe", "kprobe"},        {"uretprobe", "kprobe"},
    {"usdt", "kprobe"},           {"ksyscall", "kprobe"},      {"tp", "tracepoint"},
    {"raw_tp", "raw_tracepoint"}, {"socket", "socket_filter"}, {"freplace", "ext"},
    {"fmod_ret", "tracing"},      {"profile", "perf_event"},   {"interval", "perf_event"},
};

constexpr bool reasons_in_order()
{
	for (std::size_t i = 0; i < std::size(kReasons); i++)
		if (static_cast<std::size_t>(kReasons[i].reason) != i)
			return false;
	return std::size(kReasons) == WB_REASON_COUNT;
}
static_assert(reasons_in_order(), "one row for each wb_reason, in its order");

const CommandRow *find_command(std::uint32_t number)
{
	const auto &rows = command_rows();
	const auto row = std::ranges::find(rows, number, &CommandRow::number);
	return row == rows.end() ? nullptr : &*row;
}

} // namespace

std::string command_word(std::uint32_t command)
{
	const CommandRow *row = find_command(command);
	return row ? std::string(row->word) : "command " + std::to_string(command);
}

std::string_view command_kernel_name(std::uint32_t command)
{
	const CommandRow *row = find_command(command);
	return row ? std::string_view(row->kernel_name) : "unknown";
}

std::optional<std::uint32_t> command_number(std::string_view name)
{
	const std::string text = lower_case(name);
	const std::string_view kernel_name =
	    text.starts_with("bpf_") ? std::string_view(text).substr(4) : text;
	for (const CommandRow &row : command_rows())
		if (row.word == text || row.kernel_name == kernel_name)
			return row.number;
	return std::nullopt;
}

const std::vector<std::string_view> &command_words()
{
#define X(number, kernel, word, right) word,
	static const std::vector<std::string_view> words = {WB_COMMANDS(X)};
#undef X
	return words;
}

std::string program_type_name(std::uint32_t type)
{
	const auto row = std::ranges::find(kProgramTypes, type, &ProgramTypeRow::number);
	return row == std::end(kProgramTypes) ? "type " + std::to_string(type) : std::string(row->name);
}

std::optional<std::uint32_t> program_type_number(std::string_view name)
{
	const auto row = std::ranges::find(kProgramTypes, name, &ProgramTypeRow::name);
	return row == std::end(kProgramTypes) ? std::nullopt : std::optional(row->number);
}

const std::vector<std::string_view> &program_type_names()
{
#define X(number, kernel, name, class) name,
	static const std::vector<std::string_view> names = {WB_PROGRAM_TYPES(X)};
#undef X
	return names;
}

std::optional<std::string> program_type_meant(std::string_view name)
{
	constexpr std::string_view kKernelPrefix = "BPF_PROG_TYPE_";
	if (name.starts_with(kKernelPrefix))
		name.remove_prefix(kKernelPrefix.size());
	const auto other =
	    std::ranges::find(kOtherWords, lower_case(name), [](const auto &pair) { return pair.first; });
	if (other != std::end(kOtherWords))
		return std::string(other->second);
	return closest(name, program_type_names());
}

bool program_type_is_guard(std::uint32_t type)
{
	return wb_class_of_program_type(type) == WB_PROGRAM_GUARD;
}

std::string attach_type_name(std::uint32_t type)
{
	const auto row = std::ranges::find(kAttachTypes, type, &AttachTypeRow::number);
	return row == std::end(kAttachTypes) ? "attach type " + std::to_string(type) : std::string(row->name);
}

std::optional<std::uint32_t> attach_type_number(std::string_view name)
{
	const auto row = std::ranges::find(kAttachTypes, name, &AttachTypeRow::name);
	return row == std::end(kAttachTypes) ? std::nullopt : std::optional(row->number);
}

const std::vector<std::string_view> &attach_type_names()
{
#define X(number, kernel, name, class) name,
	static const std::vector<std::string_view> names = {WB_ATTACH_TYPES(X)};
#undef X
	return names;
}

bool attach_type_is_guard(std::uint32_t type)
{
	return wb_class_of_attach_type(type) != WB_ATTACH_PLAIN;
}

std::string map_type_name(std::uint32_t type)
{
	const auto row = std::ranges::find(kMapTypes, type, &MapTypeRow::number);
	return row == std::end(kMapTypes) ? "map type " + std::to_string(type) : std::string(row->name);
}

std::optional<std::uint32_t> map_type_number(std::string_view name)
{
	const auto row = std::ranges::find(kMapTypes, name, &MapTypeRow::name);
	return row == std::end(kMapTypes) ? std::nullopt : std::optional(row->number);
}

const std::vector<std::string_view> &map_type_names()
{
#define X(number, kernel, name) name,
	static const std::vector<std::string_view> names = {WB_MAP_TYPES(X)};
#undef X
	return names;
}

std::string helper_name(std::uint32_t helper)
{
	const auto row = std::ranges::find(kHelpers, helper, &HelperRow::number);
	return row == std::end(kHelpers) ? "helper " + std::to_string(helper) : std::string(row->name);
}

std::optional<std::uint32_t> helper_number(std::string_view name)
{
	if (name.starts_with("bpf_"))
		name.remove_prefix(4);
	const auto row = std::ranges::find(kHelpers, name, &HelperRow::name);
	return row == std::end(kHelpers) ? std::nullopt : std::optional(row->number);
}

const std::vector<std::string_view> &helper_names()
{
#define X(number, name, effects) #name,
	static const std::vector<std::string_view> names = {WB_HELPERS(X)};
#undef X
	return names;
}

std::optional<std::uint32_t> effects_of_helper(std::uint32_t helper)
{
	const auto row = std::ranges::find(kHelpers, helper, &HelperRow::number);
	return row == std::end(kHelpers) ? std::nullopt : std::optional(row->effects);
}

std::string effect_word(std::uint32_t bit)
{
	const auto row = std::ranges::find(kEffects, bit, &EffectRow::bit);
	return row == std::end(kEffects) ? "effect " + std::to_string(bit) : std::string(row->word);
}

std::optional<std::uint32_t> effect_bit(std::string_view word)
{
	const auto row = std::ranges::find(kEffects, word, &EffectRow::word);
	return row == std::end(kEffects) ? std::nullopt : std::optional(row->bit);
}

const std::vector<std::string_view> &effect_words()
{
#define X(bit, constant, word) word,
	static const std::vector<std::string_view> words = {WB_EFFECTS(X)};
#undef X
	return words;
}

std::string effects_text(std::uint32_t effects)
{
	std::string text;
	for (const EffectRow &row : kEffects)
		if (effects >> row.bit & 1)
			text += (text.empty() ? "" : ", ") + std::string(row.word);
	return text.empty() ? "none" : text;
}

std::string_view reason_text(std::uint8_t reason)
{
	return reason < WB_REASON_COUNT ? kReasons[reason].text : "unknown reason";
}

std::string_view reason_code(std::uint8_t reason)
{
	return reason < WB_REASON_COUNT ? kReasons[reason].code : "unknown";
}

const std::vector<std::string_view> &reason_codes()
{
	static const std::vector<std::string_view> codes = [] {
		std::vector<std::string_view> all;
		for (const ReasonRow &row : kReasons)
			all.push_back(row.code);
		return all;
	}();
	return codes;
}

std::string rule_text(std::uint8_t rule, std::string_view tool)
{
	const std::string of_tool = tool.empty() ? "" : "tools." + std::string(tool) + ".";

	switch (rule) {
	case WB_RULE_NONE:
		return "none";
	case WB_RULE_BUILT_IN:
		return "built-in";
	case WB_RULE_DEFAULT:
		return "default";
	case WB_RULE_IDENTITY:
		return of_tool + "identities";
	case WB_RULE_PROGRAMS:
		return of_tool + "programs.types";
	case WB_RULE_MAPS:
		return of_tool + "maps";
	case WB_RULE_WHERE:
		return of_tool + "where";
	case WB_RULE_LIMITS:
		return of_tool + "programs";
	case WB_RULE_LINKS:
		return of_tool + "links";
	case WB_RULE_INTROSPECTION:
		return of_tool + "introspection";
	default:
		return "unknown";
	}
}

} // namespace watchbpf::policy
