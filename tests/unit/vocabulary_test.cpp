// SPDX-License-Identifier: Apache-2.0
// The rows of bpf/vocabulary.h against the kernel's UAPI header.
#include "policy/vocabulary.h"

#include <set>
#include <string>

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>
#include <linux/bpf.h>

#include "bpf/decide.h"

using namespace watchbpf::policy;

// Names newer than a header (Debian 12's is 6.1's) are in the table and not in
// the enum: each stands here with the number that later kernels give it.
enum {
	WB_UAPI_TOKEN_CREATE = 36,
	WB_UAPI_PROG_STREAM_READ_BY_FD = 37,
	WB_UAPI_PROG_ASSOC_STRUCT_OPS = 38,
	WB_UAPI_NETFILTER = 32,
	WB_UAPI_TRACE_FSESSION_MULTI = 61,
};

namespace {

struct Row {
	std::uint32_t number;
	const char *kernel;
	const char *word;
};
#define X(number, kernel, word, right) {number, #kernel, word},
constexpr Row kCommands[] = {WB_COMMANDS(X)};
#undef X

#define X(number, kernel, name, class) {number, #kernel, name},
constexpr Row kAttachTypes[] = {WB_ATTACH_TYPES(X)};
#undef X

#define X(number, kernel, name) {number, #kernel, name},
constexpr Row kMapTypes[] = {WB_MAP_TYPES(X)};
#undef X

// Of the map types, what came after 6.1, by the numbers of later kernels.
const std::pair<std::uint32_t, const char *> kLaterMapTypes[] = {
    {32, "cgrp_storage"}, {33, "arena"}, {34, "insn_array"}, {35, "rhash"}};

// Some of what came after 6.1.
const std::pair<std::uint32_t, const char *> kLaterAttachTypes[] = {
    {44, "struct_ops"},           {45, "netfilter"},
    {46, "tcx_ingress"},          {48, "trace_uprobe_multi"},
    {49, "cgroup_unix_connect"},  {53, "cgroup_unix_getsockname"},
    {54, "netkit_primary"},       {55, "netkit_peer"},
    {56, "trace_kprobe_session"}, {58, "trace_fsession"},
    {59, "trace_fentry_multi"},   {WB_UAPI_TRACE_FSESSION_MULTI, "trace_fsession_multi"},
};

// clang-format off
// Every enumerator of Debian 12's header, by its name there.
#define COMMANDS_OF_6_1(C) \
	C(MAP_CREATE) C(MAP_LOOKUP_ELEM) C(MAP_UPDATE_ELEM) C(MAP_DELETE_ELEM) C(MAP_GET_NEXT_KEY) \
	C(PROG_LOAD) C(OBJ_PIN) C(OBJ_GET) C(PROG_ATTACH) C(PROG_DETACH) C(PROG_TEST_RUN) \
	C(PROG_GET_NEXT_ID) C(MAP_GET_NEXT_ID) C(PROG_GET_FD_BY_ID) C(MAP_GET_FD_BY_ID) \
	C(OBJ_GET_INFO_BY_FD) C(PROG_QUERY) C(RAW_TRACEPOINT_OPEN) C(BTF_LOAD) C(BTF_GET_FD_BY_ID) \
	C(TASK_FD_QUERY) C(MAP_LOOKUP_AND_DELETE_ELEM) C(MAP_FREEZE) C(BTF_GET_NEXT_ID) \
	C(MAP_LOOKUP_BATCH) C(MAP_LOOKUP_AND_DELETE_BATCH) C(MAP_UPDATE_BATCH) C(MAP_DELETE_BATCH) \
	C(LINK_CREATE) C(LINK_UPDATE) C(LINK_GET_FD_BY_ID) C(LINK_GET_NEXT_ID) C(ENABLE_STATS) \
	C(ITER_CREATE) C(LINK_DETACH) C(PROG_BIND_MAP)

#define PROGRAM_TYPES_OF_6_1(C) \
	C(SOCKET_FILTER) C(KPROBE) C(SCHED_CLS) C(SCHED_ACT) C(TRACEPOINT) C(XDP) C(PERF_EVENT) \
	C(CGROUP_SKB) C(CGROUP_SOCK) C(LWT_IN) C(LWT_OUT) C(LWT_XMIT) C(SOCK_OPS) C(SK_SKB) \
	C(CGROUP_DEVICE) C(SK_MSG) C(RAW_TRACEPOINT) C(CGROUP_SOCK_ADDR) C(LWT_SEG6LOCAL) \
	C(LIRC_MODE2) C(SK_REUSEPORT) C(FLOW_DISSECTOR) C(CGROUP_SYSCTL) C(RAW_TRACEPOINT_WRITABLE) \
	C(CGROUP_SOCKOPT) C(TRACING) C(STRUCT_OPS) C(EXT) C(LSM) C(SK_LOOKUP) C(SYSCALL)

#define ATTACH_TYPES_OF_6_1(C) \
	C(CGROUP_INET_INGRESS) C(CGROUP_INET_EGRESS) C(CGROUP_INET_SOCK_CREATE) C(CGROUP_SOCK_OPS) \
	C(SK_SKB_STREAM_PARSER) C(SK_SKB_STREAM_VERDICT) C(CGROUP_DEVICE) C(SK_MSG_VERDICT) \
	C(CGROUP_INET4_BIND) C(CGROUP_INET6_BIND) C(CGROUP_INET4_CONNECT) C(CGROUP_INET6_CONNECT) \
	C(CGROUP_INET4_POST_BIND) C(CGROUP_INET6_POST_BIND) C(CGROUP_UDP4_SENDMSG) \
	C(CGROUP_UDP6_SENDMSG) C(LIRC_MODE2) C(FLOW_DISSECTOR) C(CGROUP_SYSCTL) \
	C(CGROUP_UDP4_RECVMSG) C(CGROUP_UDP6_RECVMSG) C(CGROUP_GETSOCKOPT) C(CGROUP_SETSOCKOPT) \
	C(TRACE_RAW_TP) C(TRACE_FENTRY) C(TRACE_FEXIT) C(MODIFY_RETURN) C(LSM_MAC) C(TRACE_ITER) \
	C(CGROUP_INET4_GETPEERNAME) C(CGROUP_INET6_GETPEERNAME) C(CGROUP_INET4_GETSOCKNAME) \
	C(CGROUP_INET6_GETSOCKNAME) C(XDP_DEVMAP) C(CGROUP_INET_SOCK_RELEASE) C(XDP_CPUMAP) \
	C(SK_LOOKUP) C(XDP) C(SK_SKB_VERDICT) C(SK_REUSEPORT_SELECT) \
	C(SK_REUSEPORT_SELECT_OR_MIGRATE) C(PERF_EVENT) C(TRACE_KPROBE_MULTI) C(LSM_CGROUP)
#define MAP_TYPES_OF_6_1(C) \
	C(HASH) C(ARRAY) C(PROG_ARRAY) C(PERF_EVENT_ARRAY) C(PERCPU_HASH) C(PERCPU_ARRAY) C(STACK_TRACE) \
	C(CGROUP_ARRAY) C(LRU_HASH) C(LRU_PERCPU_HASH) C(LPM_TRIE) C(ARRAY_OF_MAPS) C(HASH_OF_MAPS) \
	C(DEVMAP) C(SOCKMAP) C(CPUMAP) C(XSKMAP) C(SOCKHASH) C(CGROUP_STORAGE) C(REUSEPORT_SOCKARRAY) \
	C(PERCPU_CGROUP_STORAGE) C(QUEUE) C(STACK) C(SK_STORAGE) C(DEVMAP_HASH) C(STRUCT_OPS) C(RINGBUF) \
	C(INODE_STORAGE) C(TASK_STORAGE) C(BLOOM_FILTER) C(USER_RINGBUF)
// clang-format on

// An enumerator's number and its name.
struct Named {
	std::uint32_t number;
	const char *name;
};
#define C(name) {BPF_##name, #name},
constexpr Named kCommandsOf61[] = {COMMANDS_OF_6_1(C)};
constexpr Named kAttachTypesOf61[] = {ATTACH_TYPES_OF_6_1(C)};
#undef C
#define C(name) {BPF_PROG_TYPE_##name, #name},
constexpr Named kProgramTypesOf61[] = {PROGRAM_TYPES_OF_6_1(C)};
#undef C
#define C(name) {BPF_MAP_TYPE_##name, #name},
constexpr Named kMapTypesOf61[] = {MAP_TYPES_OF_6_1(C)};
#undef C

std::string lower(std::string text)
{
	for (char &letter : text)
		letter = static_cast<char>(std::tolower(letter));
	return text;
}

} // namespace

TEST_CASE("every command of the UAPI header has a row with its number", "[vocabulary]")
{
	for (const auto &[number, name] : kCommandsOf61) {
		CHECK(command_kernel_name(number) == lower(name));
		CHECK(wb_right_of_command(number) != WB_RIGHT_UNKNOWN);
	}
	CHECK(command_kernel_name(WB_UAPI_TOKEN_CREATE) == "token_create");
	CHECK(command_kernel_name(WB_UAPI_PROG_STREAM_READ_BY_FD) == "prog_stream_read_by_fd");
	CHECK(command_kernel_name(WB_UAPI_PROG_ASSOC_STRUCT_OPS) == "prog_assoc_struct_ops");
	// The header's numbers are dense: none was left out above.
	for (std::uint32_t number = 0; number <= BPF_PROG_BIND_MAP; number++)
		CHECK(command_kernel_name(number) != "unknown");
}

TEST_CASE("every program type of the UAPI header has a row with its number", "[vocabulary]")
{
	for (const auto &[number, name] : kProgramTypesOf61) {
		CHECK(program_type_name(number) == lower(name));
		CHECK(program_type_number(lower(name)) == number);
		CHECK(wb_class_of_program_type(number) != WB_PROGRAM_UNKNOWN);
	}
	CHECK(program_type_number("netfilter") == std::uint32_t{WB_UAPI_NETFILTER});
	for (std::uint32_t number = 1; number <= BPF_PROG_TYPE_SYSCALL; number++)
		CHECK(wb_class_of_program_type(number) != WB_PROGRAM_UNKNOWN);
	CHECK(wb_class_of_program_type(BPF_PROG_TYPE_UNSPEC) == WB_PROGRAM_UNKNOWN);
}

TEST_CASE("every attach type of the UAPI header has a row with its number", "[vocabulary]")
{
	for (const auto &[number, name] : kAttachTypesOf61) {
		CHECK(attach_type_name(number) == lower(name));
		CHECK(attach_type_number(lower(name)) == number);
	}
	for (std::uint32_t number = 0; number <= WB_UAPI_TRACE_FSESSION_MULTI; number++)
		CHECK(attach_type_number(attach_type_name(number)) == number);
	for (const auto &[number, name] : kLaterAttachTypes)
		CHECK(attach_type_name(number) == name);
	for (const auto &row : kAttachTypes)
		CHECK(row.word == lower(row.kernel)); // libbpf has no exception to this
}

TEST_CASE("guard attach types are MODIFY_RETURN, LSM_MAC, LSM_CGROUP, _MULTI ones and what is unknown",
	  "[vocabulary]")
{
	std::set<std::uint32_t> guards;
	for (std::uint32_t type = 0; type < 70; type++)
		if (attach_type_is_guard(type))
			guards.insert(type);
	CHECK(guards == std::set<std::uint32_t>{BPF_MODIFY_RETURN, BPF_LSM_MAC, BPF_LSM_CGROUP, 59, 60, 61,
						62, 63, 64, 65, 66, 67, 68, 69});
	CHECK(attach_type_is_guard(WB_NOT_KNOWN));
}

TEST_CASE("a command has its word, and its kernel's name in any spelling", "[vocabulary]")
{
	for (const char *name : {"load", "LOAD", "prog_load", "PROG_LOAD", "BPF_PROG_LOAD", "bpf_prog_load"})
		CHECK(command_number(name) == std::uint32_t{BPF_PROG_LOAD});
	for (const Row &row : kCommands) {
		CHECK(command_number(row.word) == row.number);
		CHECK(command_number(std::string("BPF_") + row.kernel) == row.number);
	}
	CHECK(command_words().size() == std::size(kCommands));
	for (const char *name : {"", "bpf_", "bpf_load", "5", "prog-load", "BPF_BPF_PROG_LOAD"})
		CHECK_FALSE(command_number(name));
}

TEST_CASE("every map type of the UAPI header has a row with its number", "[vocabulary]")
{
	for (const auto &[number, name] : kMapTypesOf61) {
		CHECK(map_type_name(number) == lower(name));
		CHECK(map_type_number(lower(name)) == number);
	}
	for (const auto &[number, name] : kLaterMapTypes)
		CHECK(map_type_number(name) == number);
	CHECK(std::size(kMapTypes) == map_type_names().size());
	// No number is left out, and each is a bit in wb_reach.creates.
	for (std::size_t i = 0; i < std::size(kMapTypes); i++) {
		CHECK(kMapTypes[i].number == i + 1);
		CHECK(kMapTypes[i].word == lower(kMapTypes[i].kernel));
		CHECK(WB_ALL_MAP_TYPES >> kMapTypes[i].number & 1);
	}
	CHECK(WB_ALL_MAP_TYPES == (1ull << (std::size(kMapTypes) + 1)) - 2);
	CHECK(std::size(kMapTypes) + 1 < 64);
	CHECK(map_type_name(77) == "map type 77");
	CHECK_FALSE(map_type_number("map type 77"));
	CHECK_FALSE(map_type_number(""));
}

TEST_CASE("rows are unique in number, name and word", "[vocabulary]")
{
	std::set<std::uint32_t> numbers;
	std::set<std::string> kernel_names, words;
	for (const Row &row : kCommands) {
		CHECK(numbers.insert(row.number).second);
		CHECK(kernel_names.insert(row.kernel).second);
		CHECK(words.insert(row.word).second);
		CHECK(command_word(row.number) == row.word);
	}
	const auto &names = program_type_names();
	CHECK(std::set<std::string_view>(names.begin(), names.end()).size() == names.size());
	for (const std::string_view name : names)
		CHECK(*program_type_number(name) < 64); // a bit in wb_tool.program_types
}

TEST_CASE("a number without a row keeps its number in the output", "[vocabulary]")
{
	CHECK(command_word(4711) == "command 4711");
	CHECK(command_kernel_name(4711) == "unknown");
	CHECK(program_type_name(77) == "type 77");
	CHECK_FALSE(program_type_number("type 77"));
	CHECK_FALSE(program_type_number(""));
	CHECK(reason_text(WB_REASON_COUNT) == "unknown reason");
	CHECK(reason_code(255) == "unknown");
	CHECK(attach_type_name(77) == "attach type 77");
	CHECK_FALSE(attach_type_number("attach type 77"));
	CHECK(rule_text(WB_RULE_COUNT, "alice") == "unknown");
}

TEST_CASE("guard types are exactly LSM, freplace, SYSCALL and CGROUP_SYSCTL", "[vocabulary]")
{
	std::set<std::uint32_t> guards;
	for (std::uint32_t type = 0; type < 70; type++)
		if (program_type_is_guard(type))
			guards.insert(type);
	CHECK(guards == std::set<std::uint32_t>{BPF_PROG_TYPE_CGROUP_SYSCTL, BPF_PROG_TYPE_EXT,
						BPF_PROG_TYPE_LSM, BPF_PROG_TYPE_SYSCALL});
}

TEST_CASE("every reason has a word and a phrase of its own", "[vocabulary]")
{
	std::set<std::string_view> codes, texts;
	for (std::uint8_t reason = 0; reason < WB_REASON_COUNT; reason++) {
		CHECK(codes.insert(reason_code(reason)).second);
		CHECK(texts.insert(reason_text(reason)).second);
	}
	CHECK(reason_codes().size() == WB_REASON_COUNT);
	CHECK(reason_codes()[WB_REASON_GUARD] == "guard");
	CHECK(reason_code(WB_REASON_ALLOWED) == "allowed");
	CHECK(reason_text(WB_REASON_PROGRAM_TYPE) == "program type not allowed");
	CHECK(reason_code(WB_REASON_NO_STORAGE) == "no-storage");
}

TEST_CASE("a rule's text leads to the line of the policy", "[vocabulary]")
{
	CHECK(rule_text(WB_RULE_NONE, "alice") == "none");
	CHECK(rule_text(WB_RULE_BUILT_IN, "alice") == "built-in");
	CHECK(rule_text(WB_RULE_DEFAULT, "") == "default");
	CHECK(rule_text(WB_RULE_IDENTITY, "alice") == "tools.alice.identities");
	CHECK(rule_text(WB_RULE_PROGRAMS, "alice") == "tools.alice.programs.types");
	CHECK(rule_text(WB_RULE_MAPS, "") == "maps");
	CHECK(rule_text(WB_RULE_LINKS, "alice") == "tools.alice.links");
	CHECK(rule_text(WB_RULE_INTROSPECTION, "alice") == "tools.alice.introspection");
}

TEST_CASE("did you mean finds slips of the hand and nothing else", "[vocabulary]")
{
	const std::vector<std::string_view> known = {"identities", "programs", "maps", "xdp"};
	CHECK(closest("identites", known) == "identities");
	CHECK(closest("idnetities", known) == "identities");
	CHECK(closest("Programs", known) == "programs");
	CHECK(closest("map", known) == "maps");
	CHECK(closest("xpd", known) == "xdp");
	CHECK(closest("maps", known) == "maps");
	CHECK_FALSE(closest("", known));
	CHECK_FALSE(closest("q", known));
	CHECK_FALSE(closest("abc", known));
	CHECK_FALSE(closest("helpers", known));
	CHECK_FALSE(closest("x", {}));
	CHECK_FALSE(closest(std::string(1'000'000, 'x'), known));
	CHECK_FALSE(closest("maps", {std::string(1000, 'm')}));
}

TEST_CASE("did you mean finds parts of names, the shortest first", "[vocabulary]")
{
	CHECK(closest("allow", {"allowed", "denied"}) == "allowed");
	CHECK(closest("fentry", attach_type_names()) == "trace_fentry");
	CHECK(closest("uprobe_multi", attach_type_names()) == "trace_uprobe_multi");
	CHECK_FALSE(closest("all", {"everything_allowed"}));
	CHECK_FALSE(closest("lowed", {"disallowed"}));
}

TEST_CASE("what tools call a program type leads to the kernel's name", "[vocabulary]")
{
	CHECK(program_type_meant("BPF_PROG_TYPE_SCHED_CLS") == "sched_cls");
	CHECK(program_type_meant("sched-cls") == "sched_cls");
	CHECK(program_type_meant("tc") == "sched_cls");
	CHECK(program_type_meant("Fentry") == "tracing");
	CHECK(program_type_meant("usdt") == "kprobe");
	CHECK_FALSE(program_type_meant("qqqqqq"));
	// None leads nowhere.
	for (const char *word : {"tcx", "classifier", "netkit", "fexit", "iter", "tp_btf", "fsession",
				 "kretprobe", "uprobe", "uretprobe", "ksyscall", "tp", "raw_tp", "socket",
				 "freplace", "fmod_ret", "profile", "interval"})
		CHECK(program_type_number(program_type_meant(word).value_or("")));
}

TEST_CASE("the documentation has a row for every reason", "[vocabulary]")
{
	std::ifstream file(WATCHBPF_EXAMPLES "/../docs/events.md");
	const std::string text{std::istreambuf_iterator<char>(file), {}};
	for (std::uint8_t reason = 0; reason < WB_REASON_COUNT; reason++) {
		const std::string row = "| `" + std::string(reason_code(reason)) + "` | " +
					std::string(reason_text(reason)) + " | ";
		INFO(row);
		CHECK(text.find(row) != std::string::npos);
	}
}
