// SPDX-License-Identifier: Apache-2.0
// What events say of a verified program: its effects, and what of them was refused.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "daemon/event_format.h"

using namespace watchbpf::daemon;
using Catch::Contains;

namespace {

constexpr std::uint32_t kLoad = 5, kOpen = 13, kKprobe = 2, kStructOps = 27, kAlice = 1;
constexpr std::uint32_t kProbeWriteUser = 36, kUpdateElem = 2;
constexpr std::uint32_t kStore = 0x7b, kImmediate = 0x7a, kLoadWord = 0x61, kAtomic = 0xdb;

wb_event verified(wb_reason reason = WB_REASON_ALLOWED)
{
	wb_event event{};
	std::strcpy(event.process, "alice");
	std::strcpy(event.object, "x");
	event.pid = 1;
	event.hook = WB_HOOK_PROGRAM_FD;
	event.command = kLoad;
	event.program_type = kKprobe;
	event.attach_type = event.map_type = event.effect = event.cause.instruction = WB_NOT_KNOWN;
	event.action = reason == WB_REASON_ALLOWED ? WB_ALLOW : WB_DENY;
	event.reason = reason;
	event.rule = WB_RULE_LIMITS;
	event.tool = kAlice;
	event.effects = WB_DOES_READ_KERNEL | WB_DOES_WRITE_OWN_MAP;
	return event;
}

wb_event refused(wb_effect effect, wb_cause cause, const char *path = "")
{
	wb_event event = verified(WB_REASON_EFFECT);
	event.effect = effect;
	event.cause = cause;
	std::strcpy(event.path, path);
	return event;
}

wb_event refused(wb_reason reason, wb_cause cause, const char *path = "")
{
	wb_event event = verified(reason);
	event.cause = cause;
	std::strcpy(event.path, path);
	return event;
}

EventContext context()
{
	return {.tool_names = {"untrusted", "alice"}, .kfunc_name = [](std::uint32_t id) {
			return std::string(id == 100 ? "bpf_task_acquire" : "");
		}};
}

std::string text(const wb_event &event)
{
	return format_event(event, context(), OutputFormat::kText);
}

nlohmann::json json(const wb_event &event)
{
	return nlohmann::json::parse(format_event(event, context(), OutputFormat::kJson));
}

} // namespace

TEST_CASE("an allowed load says what the program does", "[events]")
{
	CHECK(text(verified()) == ". process: alice pid: 1 pod: - op: load type: kprobe name: x "
				  "effects: read_kernel,write_own_map action: Approved\n");
	wb_event harmless = verified();
	harmless.effects = 0;
	CHECK_THAT(text(harmless), Contains(" effects: none action: Approved"));
	CHECK(json(harmless)["effects"] == nlohmann::json::array());
}

TEST_CASE("before verification nothing is said of effects", "[events]")
{
	wb_event event = verified();
	event.effects = WB_NOT_KNOWN;
	CHECK_THAT(text(event), !Contains("effects:"));
	CHECK(json(event)["effects"].is_null());
	event.hook = WB_HOOK_COMMAND;
	event.effects = 0;
	CHECK_THAT(text(event), !Contains("effects:"));
	CHECK(json(event)["cause"].is_null());
}

TEST_CASE("an fd of a program that is not its load keeps its own word", "[events]")
{
	wb_event event = verified();
	event.command = WB_NOT_KNOWN;
	CHECK_THAT(text(event), Contains(" op: program-fd "));
	event.command = kOpen;
	CHECK(json(event)["op"] == "program-fd");
}

TEST_CASE("a refusal names effect, cause and instruction", "[events]")
{
	const struct {
		wb_event event;
		const char *reason;
	} cases[] = {
	    {refused(WB_EFFECT_WRITE_USER, {WB_CAUSE_HELPER, kProbeWriteUser, 17}),
	     "effect write_user (helper bpf_probe_write_user, insn 17)"},
	    {refused(WB_EFFECT_UNKNOWN, {WB_CAUSE_HELPER, 4711, 17}),
	     "effect unknown (helper 4711, insn 17)"},
	    {refused(WB_EFFECT_READ_KERNEL, {WB_CAUSE_ACCESS, kLoadWord, 3}),
	     "effect read_kernel (load, insn 3)"},
	    {refused(WB_EFFECT_WRITE_KERNEL, {WB_CAUSE_ACCESS, kStore, 3}),
	     "effect write_kernel (store, insn 3)"},
	    {refused(WB_EFFECT_WRITE_KERNEL, {WB_CAUSE_ACCESS, kImmediate, 3}),
	     "effect write_kernel (store, insn 3)"},
	    {refused(WB_EFFECT_WRITE_KERNEL, {WB_CAUSE_ACCESS, kAtomic, 3}),
	     "effect write_kernel (atomic, insn 3)"},
	    {refused(WB_EFFECT_SLEEP, {WB_CAUSE_KFUNC, 100, 3}),
	     "effect sleep (kfunc bpf_task_acquire, insn 3)"},
	    {refused(WB_EFFECT_UNKNOWN, {WB_CAUSE_KFUNC, 4711, 3}), "effect unknown (kfunc 4711, insn 3)"},
	    {refused(WB_EFFECT_SLEEP, {WB_CAUSE_NONE, 0, 0}), "effect sleep (sleepable program)"},
	    {refused(WB_EFFECT_WRITE_PINNED_MAP, {WB_CAUSE_HELPER, kUpdateElem, 12}, "ct_map_tcp4"),
	     "effect write_pinned_map (map ct_map_tcp4, insn 12)"},
	    {refused(WB_EFFECT_WRITE_SHARED_MAP, {WB_CAUSE_ACCESS, 0, 12}, "a b"),
	     "effect write_shared_map (map a\\x20b, insn 12)"},
	    {refused(WB_EFFECT_WRITE_OWN_MAP, {WB_CAUSE_ACCESS, 0, 12}), "effect write_own_map (insn 12)"},
	    {refused(WB_EFFECT_WRITE_SHARED_MAP, {WB_CAUSE_NONE, 0, 0}), "effect write_shared_map"},
	    {refused(WB_REASON_HELPER, {WB_CAUSE_HELPER, kProbeWriteUser, WB_NOT_KNOWN}),
	     "helper bpf_probe_write_user not allowed"},
	    {refused(WB_REASON_KFUNC, {WB_CAUSE_KFUNC, 100, 5}),
	     "kfunc bpf_task_acquire not allowed (insn 5)"},
	    {refused(WB_REASON_KFUNC, {WB_CAUSE_KFUNC, 4711, 5}), "kfunc 4711 not allowed (insn 5)"},
	    {refused(WB_REASON_KFUNC, {WB_CAUSE_NONE, 0, WB_NOT_KNOWN}), "kfunc not allowed"},
	    {refused(WB_REASON_TARGET, {WB_CAUSE_NONE, 0, WB_NOT_KNOWN}, "tcp_connect"),
	     "kernel function tcp_connect not among the tool's targets"},
	    {refused(WB_REASON_GUARD, {WB_CAUSE_NONE, 0, WB_NOT_KNOWN}, "security_bpf"),
	     "kernel function security_bpf could switch watchbpf off"},
	    {refused(WB_REASON_GUARD, {WB_CAUSE_NONE, 0, WB_NOT_KNOWN}, "tcp_connect"),
	     "could switch watchbpf off"},
	};
	for (const auto &row : cases)
		CHECK_THAT(text(row.event),
			   Contains(std::string(" action: Denied reason: ") + row.reason + " rule: "));
}

TEST_CASE("a struct_ops program writes the kernel by its type", "[events]")
{
	wb_event event = refused(WB_EFFECT_WRITE_KERNEL, {WB_CAUSE_NONE, 0, 0});
	event.program_type = kStructOps;
	CHECK_THAT(text(event), Contains("reason: effect write_kernel (program type struct_ops) rule:"));
}

TEST_CASE("a guard effect is named where the function does not guard", "[events]")
{
	wb_event event = refused(WB_REASON_GUARD, {WB_CAUSE_NONE, 0, WB_NOT_KNOWN}, "tcp_connect");
	event.effects |= WB_DOES_GUARD;
	CHECK_THAT(text(event), Contains("reason: effect guard could switch watchbpf off rule:"));
}

TEST_CASE("json has the refused effect, its cause and what it is about", "[events]")
{
	const auto helper =
	    json(refused(WB_EFFECT_WRITE_USER, {WB_CAUSE_HELPER, kProbeWriteUser, 17}, "tcp_connect"));
	CHECK(helper["op"] == "load");
	CHECK(helper["hook"] == "program-fd");
	CHECK(helper["effects"] == nlohmann::json{"read_kernel", "write_own_map"});
	CHECK(helper["effect"] == "write_user");
	CHECK(helper["cause"] == nlohmann::json{{"kind", "helper"},
						{"name", "bpf_probe_write_user"},
						{"number", kProbeWriteUser},
						{"instruction", 17}});
	CHECK(helper["target"] == "tcp_connect");
	CHECK(helper["map"].is_null());
	CHECK(helper["path"].is_null());
	CHECK(helper["reason"] == "effect");
	CHECK(helper["detail"] == "effect write_user (helper bpf_probe_write_user, insn 17)");

	const auto map =
	    json(refused(WB_EFFECT_WRITE_PINNED_MAP, {WB_CAUSE_ACCESS, kStore, 12}, "ct_map_tcp4"));
	CHECK(map["map"] == "ct_map_tcp4");
	CHECK(map["target"].is_null());
	CHECK(map["cause"]["kind"] == "store");
	CHECK(map["cause"]["name"].is_null());

	const auto limit = json(refused(WB_REASON_HELPER, {WB_CAUSE_HELPER, kProbeWriteUser, WB_NOT_KNOWN}));
	CHECK(limit["cause"]["instruction"].is_null());
	CHECK(limit["effect"].is_null());
	CHECK(json(verified())["detail"].is_null());
}

TEST_CASE("path is an exec's only", "[events]")
{
	wb_event event = verified();
	std::strcpy(event.path, "/usr/bin/alice");
	event.hook = WB_HOOK_EXEC;
	CHECK(json(event)["path"] == "/usr/bin/alice");
	CHECK(json(event)["target"].is_null());
	event.hook = WB_HOOK_COMMAND;
	CHECK(json(event)["path"].is_null());
}

TEST_CASE("numbers that no table has still make a line about a program", "[events]")
{
	wb_event event = refused(WB_EFFECT_WRITE_USER, {77, 99, 3});
	event.effect = event.effects = 0x7fffffff;
	std::memset(event.path, 'x', sizeof(event.path));
	CHECK_THAT(text(event), Contains("reason: effect effect 2147483647 rule:"));
	CHECK(json(event)["cause"].is_null());
}
