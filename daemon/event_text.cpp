// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "daemon/event_detail.h"
#include "daemon/event_lines.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

// "BPFDenied" says untrusted by itself; other refusals need their reason.
static bool reason_is_news(const wb_event &event)
{
	switch (event.reason) {
	case WB_REASON_ALLOWED:
	case WB_REASON_UNTRUSTED:
	case WB_REASON_NO_DIGEST:
	case WB_REASON_UNKNOWN_DIGEST:
		return false;
	}
	return true;
}

std::string text_line(const wb_event &event, const EventContext &context)
{
	std::string line = ". process: " + escape_word(field_text(event.process, sizeof(event.process))) +
			   " pid: " + std::to_string(event.pid) +
			   " pod: " + escape_word(field_text(event.cgroup_name, sizeof(event.cgroup_name))) +
			   " op: " + event_operation(event);
	if (event.program_type != WB_NOT_KNOWN)
		line += " type: " + policy::program_type_name(event.program_type);
	if (const auto name = field_text(event.object, sizeof(event.object)); !name.empty())
		line += " name: " + escape_word(name);
	if (effects_are_known(event))
		line += " effects: " + effects_word(event);
	line += " action: " + event_action(event, context.audit);
	if (reason_is_news(event)) {
		const std::string detail = event_detail(event, context);
		line += " reason: ";
		line += detail.empty() ? policy::reason_text(event.reason) : detail;
		line += " rule: " + policy::rule_text(event.rule, event_tool(event, context));
	}
	return line + "\n";
}

std::string text_losses(const Losses &losses)
{
	return ". lost: " + std::to_string(losses.decisions) + " decisions, " + std::to_string(losses.execs) +
	       " execs\n";
}

} // namespace watchbpf::daemon
