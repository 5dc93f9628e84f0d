// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "daemon/event_format.h"

using namespace watchbpf::daemon;

namespace {

constexpr std::uint32_t kUpdate = 2, kLoad = 5, kXdp = 6, kAlice = 1;

struct Given {
	const char *process;
	std::uint32_t pid;
	wb_hook hook;
	std::uint32_t command = WB_NOT_KNOWN;
	std::uint32_t type = WB_NOT_KNOWN;
	const char *object = "";
	wb_action action = WB_DENY;
	wb_reason reason = WB_REASON_UNTRUSTED;
	wb_rule rule = WB_RULE_DEFAULT;
	std::uint32_t tool = WB_UNTRUSTED;
	std::uint32_t tool_flags = WB_TOOL_PRESENT;
};

template <std::size_t size>
void given_text(char (&field)[size], const char *text)
{
	std::memcpy(field, text, std::min(size, std::strlen(text)));
}

wb_event event_of(const Given &given)
{
	wb_event event{};
	given_text(event.process, given.process);
	given_text(event.cgroup_name, given.process);
	given_text(event.object, given.object);
	event.number = 1;
	event.pid = event.tid = given.pid;
	event.hook = given.hook;
	event.command = given.command;
	event.program_type = given.type;
	event.attach_type = event.map_type = WB_NOT_KNOWN;
	event.action = given.action;
	event.reason = given.reason;
	event.rule = given.rule;
	event.tool = given.tool;
	event.tool_flags = given.tool_flags;
	event.generation = 1;
	event.effects = event.effect = event.cause.instruction = WB_NOT_KNOWN;
	return event;
}

EventContext context(bool audit = false)
{
	return {.tool_names = {"untrusted", "alice"}, .boot_to_wall_ns = 0, .audit = audit};
}

std::string text(const Given &given, bool audit = false)
{
	return format_event(event_of(given), context(audit), OutputFormat::kText);
}

nlohmann::json json(const wb_event &event)
{
	return nlohmann::json::parse(format_event(event, context(), OutputFormat::kJson));
}

} // namespace

TEST_CASE("text lines have the documented shape")
{
	struct Case {
		Given given;
		const char *line;
	};
	const Case cases[] = {
	    {{.process = "eve", .pid = 284, .hook = WB_HOOK_EXEC, .reason = WB_REASON_NO_DIGEST},
	     ". process: eve pid: 284 pod: eve op: exec action: BPFDenied\n"},
	    {{.process = "eve",
	      .pid = 284,
	      .hook = WB_HOOK_COMMAND,
	      .command = kLoad,
	      .type = kXdp,
	      .object = "from_netdev"},
	     ". process: eve pid: 284 pod: eve op: load type: xdp name: from_netdev action: BPFDenied\n"},
	    {{.process = "alice",
	      .pid = 262,
	      .hook = WB_HOOK_EXEC,
	      .action = WB_ALLOW,
	      .reason = WB_REASON_ALLOWED,
	      .tool = kAlice,
	      .tool_flags = WB_TOOL_PRESENT | WB_TOOL_PROGRAMS},
	     ". process: alice pid: 262 pod: alice op: exec action: ProgApproved,MapsDenied\n"},
	    {{.process = "alice",
	      .pid = 262,
	      .hook = WB_HOOK_PROGRAM_FD,
	      .command = kLoad,
	      .type = kXdp,
	      .object = "from_netdev",
	      .action = WB_ALLOW,
	      .reason = WB_REASON_ALLOWED,
	      .tool = kAlice},
	     ". process: alice pid: 262 pod: alice op: load type: xdp name: from_netdev action: Approved\n"},
	    {{.process = "eve",
	      .pid = 284,
	      .hook = WB_HOOK_COMMAND,
	      .command = kUpdate,
	      .object = "ct_map_tcp4"},
	     ". process: eve pid: 284 pod: eve op: update name: ct_map_tcp4 action: Denied\n"},
	};
	for (const Case &example : cases)
		CHECK(text(example.given) == example.line);
}

TEST_CASE("an exec's line says what a rule in audit mode only reports")
{
	const auto line_with = [](std::uint32_t flags) {
		return text({.process = "alice",
			     .pid = 1,
			     .hook = WB_HOOK_EXEC,
			     .action = WB_ALLOW,
			     .reason = WB_REASON_ALLOWED,
			     .rule = WB_RULE_IDENTITY,
			     .tool = kAlice,
			     .tool_flags = WB_TOOL_PRESENT | flags});
	};
	CHECK_THAT(line_with(WB_TOOL_AUDIT_MAPS), Catch::Contains("action: ProgDenied,MapsWouldDeny\n"));
	CHECK_THAT(line_with(WB_TOOL_AUDIT_PROGRAMS), Catch::Contains("action: ProgWouldDeny,MapsDenied\n"));
	CHECK_THAT(line_with(WB_TOOL_AUDIT), Catch::Contains("action: ProgWouldDeny,MapsWouldDeny\n"));
}

// U+009B is a terminal's "ESC [", U+202E turns the rest of a line around.
TEST_CASE("JSON lines are plain ASCII, whatever a task calls itself")
{
	const std::string line = format_event(event_of({.process = "x\u009b2J\u202e\x7f\x1b",
							.pid = 1,
							.hook = WB_HOOK_COMMAND,
							.command = kUpdate}),
					      context(), OutputFormat::kJson);
	CHECK_THAT(line, Catch::Contains("\"x\\u009b2J\\u202e\\u007f\\u001b\""));
	CHECK(std::ranges::all_of(line,
				  [](char byte) { return byte == '\n' || (byte >= ' ' && byte < 0x7f); }));
}

TEST_CASE("a refusal of a tool says why and by which rule")
{
	const std::string line = text({.process = "alice",
				       .pid = 1,
				       .hook = WB_HOOK_COMMAND,
				       .command = kLoad,
				       .type = 2,
				       .reason = WB_REASON_PROGRAM_TYPE,
				       .rule = WB_RULE_PROGRAMS,
				       .tool = kAlice});
	CHECK(line.find(" type: kprobe action: Denied reason: ") != std::string::npos);
	CHECK(line.find(" rule: tools.alice.programs.types\n") != std::string::npos);
}

TEST_CASE("audit never says Denied")
{
	const Given load = {.process = "eve",
			    .pid = 1,
			    .hook = WB_HOOK_COMMAND,
			    .command = kLoad,
			    .type = kXdp,
			    .action = WB_WOULD_DENY};
	const Given exec = {.process = "eve", .pid = 1, .hook = WB_HOOK_EXEC, .reason = WB_REASON_NO_DIGEST};
	const Given update = {
	    .process = "eve", .pid = 1, .hook = WB_HOOK_COMMAND, .command = kUpdate, .action = WB_WOULD_DENY};
	CHECK(text(load, true).ends_with("action: BPFWouldDeny\n"));
	CHECK(text(exec, true).ends_with("action: BPFWouldDeny\n"));
	CHECK(text(update, true).ends_with("action: WouldDeny\n"));
}

TEST_CASE("audit of a tool does not cover a task that did not get its mark")
{
	Given exec = {.process = "alice",
		      .pid = 1,
		      .hook = WB_HOOK_EXEC,
		      .reason = WB_REASON_TRACED,
		      .tool_flags = WB_TOOL_PRESENT | WB_TOOL_AUDIT};
	CHECK_THAT(text(exec, false), Catch::Matchers::Contains("action: BPFDenied"));
	exec.action = WB_ALLOW;
	CHECK_THAT(text(exec, false), Catch::Matchers::Contains("action: ProgWouldDeny,MapsWouldDeny"));
}

TEST_CASE("a name can't pass for more than one word")
{
	CHECK(text({.process = "a action: Appro", .pid = 1, .hook = WB_HOOK_COMMAND, .command = kUpdate})
		  .starts_with(". process: a\\x20action:\\x20Appro pid: 1 pod: "));
	CHECK(escape_word("a\nb\x1b[2J\\\x80") == "a\\x0ab\\x1b[2J\\x5c\\x80");
	CHECK(escape_word("") == "-");
}

TEST_CASE("a field without a NUL ends where it ends")
{
	wb_event event = event_of({.process = "eve", .pid = 1, .hook = WB_HOOK_COMMAND, .command = kUpdate});
	std::memset(event.object, 'x', sizeof(event.object));
	CHECK(format_event(event, context(), OutputFormat::kText).find(" name: xxxxxxxxxxxxxxxx action:") !=
	      std::string::npos);
}

TEST_CASE("json has every documented field")
{
	const auto line = json(event_of({.process = "eve",
					 .pid = 284,
					 .hook = WB_HOOK_COMMAND,
					 .command = kLoad,
					 .type = kXdp,
					 .object = "from_netdev"}));
	for (const char *field :
	     {"number",   "time",      "process", "pid",    "tid",        "parent", "uid",
	      "pod",      "cgroup_id", "op",      "hook",   "command",    "type",   "attach_type",
	      "map_type", "name",      "path",    "digest", "verdict",    "action", "command_number",
	      "rule",     "reason",    "tool",    "mode",   "generation", "target", "effects",
	      "effect",   "cause",     "map",     "detail"})
		CHECK(line.contains(field));
	CHECK(line["command"] == "prog_load");
	CHECK(line["verdict"] == "deny");
	CHECK(line["reason"] == "untrusted");
	CHECK(line["tool"].is_null());
	CHECK(line["attach_type"].is_null());
	CHECK(line["time"] == "1970-01-01T00:00:00.000000000Z");
}

TEST_CASE("json survives names that are not UTF-8")
{
	const auto line =
	    json(event_of({.process = "e\xff\"\n", .pid = 1, .hook = WB_HOOK_COMMAND, .command = kUpdate}));
	CHECK(line["process"] == "e\xef\xbf\xbd\"\n");
}

TEST_CASE("numbers outside every table still make a line")
{
	wb_event event = event_of(
	    {.process = "eve", .pid = 1, .hook = WB_HOOK_COMMAND, .command = 4711, .type = 77, .tool = 99});
	event.hook = event.action = event.reason = event.rule = 250;
	CHECK_FALSE(format_event(event, context(), OutputFormat::kText).empty());
	CHECK(json(event)["tool"].is_null());
}

TEST_CASE("losses are told in both formats")
{
	CHECK(format_losses({.decisions = 3, .execs = 12}, OutputFormat::kText) ==
	      ". lost: 3 decisions, 12 execs\n");
	CHECK(format_losses({.decisions = 3, .execs = 12}, OutputFormat::kJson) ==
	      "{\"lost\":{\"decisions\":3,\"execs\":12}}\n");
}
