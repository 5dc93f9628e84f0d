/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the daemon is told. */
#ifndef WATCHBPF_ABI_EVENT_H
#define WATCHBPF_ABI_EVENT_H

#include "identity.h"
#include "objects.h"

/* One decision, as it goes through the ring buffer. */
struct wb_event {
	__u64 number; /* unique and without gaps: a gap is a lost event */
	__u64 time;   /* ns since boot, CLOCK_BOOTTIME */
	__u64 cgroup; /* cgroup v2 id */
	__u32 pid;    /* process (tgid), initial PID namespace */
	__u32 tid;
	__u32 uid;
	__u32 parent; /* parent's pid */
	__u32 tool;   /* index in `generation`; WB_UNTRUSTED: none */
	__u32 generation;
	__u32 command;               /* enum bpf_cmd, or WB_NOT_KNOWN */
	__u32 program_type;          /* enum bpf_prog_type, or WB_NOT_KNOWN */
	__u32 attach_type;           /* enum bpf_attach_type, or WB_NOT_KNOWN */
	__u32 map_type;              /* enum bpf_map_type, or WB_NOT_KNOWN */
	__u8 hook;                   /* enum wb_hook */
	__u8 action;                 /* enum wb_action */
	__u8 reason;                 /* enum wb_reason */
	__u8 rule;                   /* enum wb_rule */
	__u32 tool_flags;            /* of the rule that decided: what an exec's line shows */
	char process[WB_NAME_BYTES]; /* comm */
	char object[WB_NAME_BYTES];  /* program's or map's name, may be empty */
	char cgroup_name[WB_CGROUP_BYTES];
	char path[WB_PATH_BYTES]; /* exec: of the file; program: function it is for, or map that it writes */
	struct wb_digest digest;  /* of the executable, where it has one */
	/* Programs only, once they are verified. */
	__u32 effects;         /* WB_DOES_…; WB_NOT_KNOWN: it is not, or there is no program */
	__u32 effect;          /* enum wb_effect that was refused; WB_NOT_KNOWN: none */
	struct wb_cause cause; /* of the refusal */
	__u32 owner; /* tool of the object; WB_UNTRUSTED: none that is known; WB_NOT_KNOWN: no object */
	__u32 asked; /* WB_ACCESS_… of it */
};

/* Which execs become events. */
enum wb_exec_events {
	WB_EXECS_NONE,
	WB_EXECS_TOOLS, /* of files that the policy lists, marked or refused */
	WB_EXECS_ALL,
};

/* Counters, one array element each. Only ever grow. */
enum wb_counter {
	WB_COUNT_EVENTS,         /* numbers given out */
	WB_COUNT_LOST_DECISIONS, /* ring full: a decision's event was lost */
	WB_COUNT_LOST_EXECS,     /* ring half full: an exec's event was left out */
	WB_COUNT_ALLOWED,
	WB_COUNT_DENIED,
	WB_COUNT_WOULD_DENY,
	WB_COUNT_NO_STORAGE, /* task storage refused to a tool: denied for it */
	WB_COUNT_NO_RECORD,  /* no room for an object's record: it is refused */
	WB_COUNTERS,
};

WB_SIZE(wb_event, 392);

#endif
