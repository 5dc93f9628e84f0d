// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * bpf(2) itself: every command of every task is judged here first, before the
 * kernel looks at any program text.
 *
 *	wb_bpf	lsm/bpf		command, type and attach type, and the object as far as its fd tells
 */
#include "fd.h"
#include "judge.h"
#include "object.h"
#include "own.h"
#include "recent.h"

#include <bpf/bpf_tracing.h>

static __always_inline struct wb_facts wb_facts_of_command(int command, union bpf_attr *attr)
{
	struct wb_facts facts = wb_facts_at(WB_HOOK_COMMAND);

	facts.command = command;
	if (command == BPF_PROG_LOAD) {
		facts.program.knowledge = WB_KNOWS_LOADER;
		facts.program.type = attr->prog_type;
		facts.program.attach_type = attr->expected_attach_type;
		facts.program.instructions = attr->insn_cnt;
		facts.program.signature = WB_NOT_KNOWN; /* not checked yet */
	}
	return facts;
}

/*
 * What was allowed because its map was not pinned must not pin it afterwards. Which
 * map the fd is, a sibling thread can change: the tool itself could still do it.
 */
static __always_inline int wb_pins_held(int command, union bpf_attr *attr)
{
	__u64 file = command == BPF_OBJ_PIN ? wb_file_of_fd(attr->bpf_fd) : 0;
	__u64 map = wb_kind_of_file(file) == WB_OBJECT_MAP ? wb_object_of_file(file) : 0;
	const struct wb_map *known = map ? bpf_map_lookup_elem(&wb_maps, &map) : 0;

	return known && known->held;
}

/* 6.18 and later tell when a BPF program calls; before, it looks like the task it runs in. */
static __always_inline enum wb_caller wb_caller(void *ctx)
{
	if (bpf_get_current_task_btf()->flags & PF_KTHREAD)
		return WB_CALLER_KERNEL_THREAD;
	return wb_argument(ctx, 3) & 0xff ? WB_CALLER_PROGRAM : WB_CALLER_TASK;
}

/* What a tool will ask for again. */
static __always_inline void wb_remember(struct wb_task *carried, const struct wb_facts *facts,
					const struct wb_about *about)
{
	__u64 map = about->name - bpf_core_field_offset(struct bpf_map, name);

	if (!wb_is_allowed(about))
		return;
	wb_remember_command(carried, facts->command);
	if (facts->object.kind == WB_OBJECT_MAP && wb_is_element_command(facts->command))
		wb_remember_map(carried, map, WB_READ(struct bpf_map, map, id), facts->object.allowed);
}

static __always_inline int wb_judge_command(void *ctx, int command, union bpf_attr *attr,
					    struct wb_task *carried, __u32 tool, enum wb_caller caller)
{
	struct wb_facts facts = wb_facts_of_command(command, attr);
	struct wb_about about = wb_about_nothing();
	int error;

	facts.tool = tool;
	facts.caller = caller;
	facts.daemon = carried && carried->daemon;
	facts.pins_held = wb_pins_held(command, attr);
	about.name = wb_object_of_command(&facts.object, wb_argument(ctx, 1), command, tool);
	facts.own_object = facts.object.own;
	if (command == BPF_PROG_LOAD)
		about.name = (__u64)&attr->prog_name;
	if (command == BPF_MAP_CREATE)
		about.map_type = attr->map_type;
	error = wb_answer_fd(&facts, wb_is_denied(&facts, carried, &about));
	wb_remember_report(carried, &about);
	if (carried && tool != WB_UNTRUSTED)
		wb_remember(carried, &facts, &about);
	return error;
}

SEC("lsm/bpf")
int BPF_PROG(wb_bpf, int command, union bpf_attr *attr)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct wb_task *carried = wb_find_task(task);
	__u32 tool = wb_tool_of_task(task, carried);
	enum wb_caller caller = wb_caller(ctx);

	if (carried && tool != WB_UNTRUSTED && caller == WB_CALLER_TASK &&
	    wb_asks_again(carried, command, attr->map_fd)) {
		carried->reported = 0;
		wb_count(WB_COUNT_ALLOWED);
		return 0;
	}
	return wb_judge_command(ctx, command, attr, carried, tool, caller);
}

char _license[] SEC("license") = "Dual BSD/GPL";
