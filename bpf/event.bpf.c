// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An event, from the facts of a decision and what the kernel knows of the task. */
#include "event.h"

#include "compat.h"
#include "helper_effects.h"

static __always_inline void wb_fill_task(struct wb_event *event)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 pid_tgid = bpf_get_current_pid_tgid();

	event->pid = pid_tgid >> 32;
	event->tid = (__u32)pid_tgid;
	event->uid = (__u32)bpf_get_current_uid_gid();
	event->parent = task->real_parent->tgid;
	event->cgroup = bpf_get_current_cgroup_id();
	bpf_get_current_comm(event->process, sizeof(event->process));
	bpf_probe_read_kernel_str(event->cgroup_name, sizeof(event->cgroup_name),
				  task->cgroups->dfl_cgrp->kn->name);
}

static __always_inline void wb_fill_object(struct wb_event *event, const struct wb_facts *facts,
					   const struct wb_about *about, const struct wb_task *measured)
{
	event->command = facts->command;
	event->program_type = facts->program.type;
	event->attach_type = facts->program.attach_type;
	event->map_type = about->map_type;
	event->object[0] = 0;
	event->path[0] = 0;
	if (about->name)
		bpf_probe_read_kernel_str(event->object, sizeof(event->object), (const void *)about->name);
	if (about->path)
		bpf_probe_read_kernel_str(event->path, sizeof(event->path), (const void *)about->path);
	if (measured)
		event->digest = measured->measured;
	else
		__builtin_memset(&event->digest, 0, sizeof(event->digest));
}

/* Which of the program's calls and accesses was refused, and what it is for or about. */
static __always_inline void wb_fill_program(struct wb_event *event, struct wb_verdict verdict,
					    const struct wb_program *program)
{
	__u32 effect = verdict.number, map;

	/* Else clang compares the verdict's word whole, and the verifier sees no bound. */
	asm volatile("" : "+r"(effect));
	map = effect - WB_EFFECT_WRITE_OWN_MAP;

	event->effects = WB_NOT_KNOWN;
	event->effect = verdict.reason == WB_REASON_EFFECT ? effect : WB_NOT_KNOWN;
	event->cause.kind = WB_CAUSE_NONE;
	event->cause.number = 0;
	event->cause.instruction = WB_NOT_KNOWN;
	if (!program || (program->state != WB_PROGRAM_VERIFIED && program->state != WB_PROGRAM_APPROVED))
		return;
	event->effects = program->effects & WB_ALL_EFFECTS;
	bpf_probe_read_kernel_str(event->path, WB_TARGET_BYTES, program->target.name);
	if (verdict.reason == WB_REASON_HELPER) {
		event->cause.kind = WB_CAUSE_HELPER;
		event->cause.number = verdict.number;
	} else if (verdict.reason == WB_REASON_KFUNC) {
		event->cause = program->kfunc_cause;
	} else if (verdict.reason == WB_REASON_EFFECT && effect < WB_EFFECT_COUNT) {
		event->cause = program->causes[effect];
		if (map < WB_MAP_EFFECTS)
			bpf_probe_read_kernel_str(event->path, WB_NAME_BYTES, program->maps[map]);
	}
}

/* Whose object it is, or whose map the program may not use so. */
static __always_inline void wb_fill_owner(struct wb_event *event, const struct wb_facts *facts,
					  struct wb_verdict verdict, const struct wb_program *program)
{
	event->owner = facts->object.kind == WB_OBJECT_NONE ? WB_NOT_KNOWN : facts->object.owner;
	event->asked = facts->object.asked;
	if (!program ||
	    (verdict.reason != WB_REASON_FOREIGN_MAP && verdict.reason != WB_REASON_READ_ONLY_MAP))
		return;
	event->owner = program->refused_owner;
	event->asked = facts->program.map_refused;
	event->cause = program->refused_cause;
	bpf_probe_read_kernel_str(event->path, WB_NAME_BYTES, program->refused_map);
}

/* Execs are news, decisions are evidence: the second half of the ring is theirs. */
static __always_inline int wb_ring_is_half_full(void)
{
	return bpf_ringbuf_query(&wb_events, BPF_RB_AVAIL_DATA) >
	       bpf_ringbuf_query(&wb_events, BPF_RB_RING_SIZE) / 2;
}

__noinline int wb_tell(const struct wb_facts *facts, const struct wb_about *about,
		       const struct wb_program *program, const struct wb_task *measured)
{
	struct wb_verdict verdict;
	struct wb_event *event = 0;
	__u64 number;
	int exec;

	if (!facts || !about)
		return 0;
	verdict = wb_verdict_of_word(about->verdict);
	exec = facts->hook == WB_HOOK_EXEC;
	number = __sync_fetch_and_add(&wb_counters[WB_COUNT_EVENTS], 1) + 1;
	if (!exec || !wb_ring_is_half_full())
		event = bpf_ringbuf_reserve(&wb_events, sizeof(*event), 0);
	if (!event) {
		wb_count(exec ? WB_COUNT_LOST_EXECS : WB_COUNT_LOST_DECISIONS);
		return 0;
	}
	event->number = number;
	event->time = bpf_ktime_get_boot_ns();
	event->tool = facts->tool;
	event->generation = wb_generation;
	event->hook = facts->hook;
	event->action = verdict.action;
	event->reason = verdict.reason;
	event->rule = verdict.rule;
	event->tool_flags = about->tool_flags;
	wb_fill_task(event);
	wb_fill_object(event, facts, about, measured);
	wb_fill_program(event, verdict, program);
	wb_fill_owner(event, facts, verdict, program);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
