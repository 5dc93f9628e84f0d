// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* target.h, asked of a record: functions of their own, which are verified once. */
#include "target.h"
#include "program_facts.h"
#include "subject.h"

__noinline int wb_is_for_guarded(struct wb_program *program)
{
	return program && wb_target_guards(&program->target);
}

/* Without a function that is known at load, there is nothing that a list could leave out. */
__noinline int wb_is_for_unlisted(struct wb_program *program, __u32 tool)
{
	const struct wb_limits *limits = wb_limits_of_rule(wb_rule_of_tool(tool));

	if (!program || !limits || !(limits->flags & WB_LIMIT_TARGETS) || !program->target.name[0])
		return 0;
	return !wb_target_is_listed(&program->target, limits);
}

char _license[] SEC("license") = "Dual BSD/GPL";
