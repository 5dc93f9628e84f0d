// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * bpf(2) itself: every command of every task is judged here first, before the
 * kernel looks at any program text.
 *
 *	wb_bpf	lsm/bpf		command, type and attach type
 *
 * The command number and the scalars of `attr` are the kernel's own copy.
 * Everything behind a pointer is still user memory and may change: not read.
 */
#include "fd.h"
#include "judge.h"

#include <bpf/bpf_tracing.h>

/* A failed read leaves WB_NOT_KNOWN, which is denied. */
#define WB_ATTR(attr, field)                                                                                 \
	({                                                                                                   \
		__u32 value_;                                                                                \
		if (bpf_probe_read_kernel(&value_, sizeof(value_), &(attr)->field))                          \
			value_ = WB_NOT_KNOWN;                                                               \
		value_;                                                                                      \
	})

static __always_inline struct wb_facts wb_facts_of_command(int command, union bpf_attr *attr)
{
	struct wb_facts facts = wb_facts_at(WB_HOOK_COMMAND);

	facts.command = command;
	if (command == BPF_PROG_LOAD) {
		facts.program.knowledge = WB_KNOWS_LOADER;
		facts.program.type = WB_ATTR(attr, prog_type);
		facts.program.attach_type = WB_ATTR(attr, expected_attach_type);
		facts.program.instructions = WB_ATTR(attr, insn_cnt);
		facts.program.signature = WB_NOT_KNOWN; /* not checked yet */
	}
	return facts;
}

static __always_inline struct wb_about wb_about_command(int command, union bpf_attr *attr)
{
	struct wb_about about = wb_about_nothing();
	struct bpf_map *map = 0;

	switch (command) {
	case BPF_PROG_LOAD:
		about.name = &attr->prog_name;
		return about;
	case BPF_MAP_CREATE:
		about.name = &attr->map_name;
		about.map_type = WB_ATTR(attr, map_type);
		return about;
	case BPF_MAP_LOOKUP_ELEM:
	case BPF_MAP_UPDATE_ELEM:
	case BPF_MAP_DELETE_ELEM:
	case BPF_MAP_GET_NEXT_KEY:
	case BPF_MAP_LOOKUP_AND_DELETE_ELEM:
	case BPF_MAP_FREEZE:
		map = wb_map_of_fd(WB_ATTR(attr, map_fd));
		break;
	case BPF_OBJ_PIN:
		map = wb_map_of_fd(WB_ATTR(attr, bpf_fd));
		break;
	case BPF_MAP_LOOKUP_BATCH:
	case BPF_MAP_LOOKUP_AND_DELETE_BATCH:
	case BPF_MAP_UPDATE_BATCH:
	case BPF_MAP_DELETE_BATCH:
		map = wb_map_of_fd(WB_ATTR(attr, batch.map_fd));
		break;
	}
	if (map) {
		about.name = &map->name;
		about.map_type = BPF_CORE_READ(map, map_type);
	}
	return about;
}

/*
 * What was allowed because its map was not pinned must not pin it afterwards. Which
 * map the fd is, a sibling thread can change: the tool itself could still do it.
 */
static __always_inline int wb_pins_held(int command, union bpf_attr *attr)
{
	struct bpf_map *map = command == BPF_OBJ_PIN ? wb_map_of_fd(WB_ATTR(attr, bpf_fd)) : 0;
	__u64 key = (__u64)map;
	const struct wb_map *known = map ? bpf_map_lookup_elem(&wb_maps, &key) : 0;

	return known && known->held;
}

/* 6.18 and later tell when a BPF program calls; before, it looks like the task it runs in. */
static __always_inline enum wb_caller wb_caller(void *ctx)
{
	__u64 by_kernel = 0;

	if (bpf_get_current_task_btf()->flags & PF_KTHREAD)
		return WB_CALLER_KERNEL_THREAD;
	return !bpf_get_func_arg(ctx, 3, &by_kernel) && (by_kernel & 0xff) ? WB_CALLER_PROGRAM
									   : WB_CALLER_TASK;
}

SEC("lsm/bpf")
int BPF_PROG(wb_bpf, int command, union bpf_attr *attr)
{
	struct wb_facts facts = wb_facts_of_command(command, attr);
	struct wb_about about = wb_about_command(command, attr);

	facts.caller = wb_caller(ctx);
	facts.pins_held = wb_pins_held(command, attr);
	return wb_judge(&facts, &about);
}

char _license[] SEC("license") = "Dual BSD/GPL";
