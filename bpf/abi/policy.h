/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A generation: what the policy says, compiled, frozen before it is used. */
#ifndef WATCHBPF_ABI_POLICY_H
#define WATCHBPF_ABI_POLICY_H

#include "identity.h"

/* Index of a tool in the generation. 0 holds the rule of untrusted tasks. */
#define WB_UNTRUSTED 0

enum wb_tool_flag {
	WB_TOOL_MAPS = 1 << 0,           /* may use maps: its own, and what wb_reach says */
	WB_TOOL_INTROSPECTION = 1 << 1,  /* may list programs, maps, links and BTF, and look at others' */
	WB_TOOL_AUDIT = 1 << 2,          /* decisions are reported, never enforced */
	WB_TOOL_PROGRAMS = 1 << 3,       /* program_types is not empty */
	WB_TOOL_PRESENT = 1 << 4,        /* set in every real record: zeroed memory is no rule */
	WB_TOOL_AUDIT_PROGRAMS = 1 << 5, /* what the rule `programs` denies is only reported */
	WB_TOOL_AUDIT_MAPS = 1 << 6,     /* the same for `maps` */
	WB_TOOL_ADOPT = 1 << 7,          /* tasks from before watchbpf may get its mark */
	WB_TOOL_GUARD = 1 << 8,          /* may load what could switch watchbpf off */
	WB_TOOL_NESTED = 1 << 9,         /* so may its SYSCALL programs, by bpf_sys_bpf() */
};

/*
 * What a generation may hold; a policy that says more is an error that names the
 * limit. An identity takes less than 128 bytes of kernel memory, a tool with its
 * wb_where, wb_limits and wb_reach 4.2 kB: 128 MB and 275 MB at the most. A host has some hundred
 * tools, the list of a fleet 100,000 digests.
 */
#define WB_MOST_IDENTITIES 1000000
#define WB_MOST_TOOLS 65535

/* What one tool may do; compiled from the policy, frozen before use. */
struct wb_tool {
	__u64 program_types; /* bit N: may load BPF_PROG_TYPE number N */
	__u32 flags;         /* enum wb_tool_flag */
	__u32 where;         /* index in the generation's wheres; 0: anywhere */
	__u32 limits;        /* index in the generation's limits; 0: none */
	__u32 reach;         /* index in the generation's reaches; 0: its own objects, and creates no map */
	char name[WB_TOOL_NAME_BYTES]; /* NUL-terminated */
};

/* What may be done with an object. The first two are the kernel's FMODE_READ and FMODE_WRITE. */
enum wb_access {
	WB_ACCESS_READ = 1 << 0,
	WB_ACCESS_WRITE = 1 << 1,
	WB_ACCESS_CREATE = 1 << 2, /* one of this type */
	WB_ACCESS_OWN = 1 << 3,    /* what only its owner may: freeze */
};

#define WB_ACCESS_READ_WRITE (WB_ACCESS_READ | WB_ACCESS_WRITE)

/* Instead of a tool's index, in rules: whatever nobody owns that is known; whoever owns it. */
#define WB_NO_OWNER 0xfffffffeu
#define WB_ANY_OWNER 0xffffffffu

/* A map's name, NUL-padded to the end, compared in words. */
struct wb_map_name {
	union {
		char name[WB_NAME_BYTES];
		__u64 words[WB_NAME_BYTES / 8];
	};
};

/*
 * Maps of one owner by name, or by what it starts with: bits that `mask` leaves out
 * are not compared. All zero: matches nothing.
 */
struct wb_map_rule {
	__u32 owner;  /* a tool, WB_NO_OWNER or WB_ANY_OWNER */
	__u32 access; /* WB_ACCESS_READ, both, or 0 */
	struct wb_map_name name;
	struct wb_map_name mask;
};

#define WB_MAP_RULES 16
#define WB_LINK_OWNERS 8

/*
 * What a tool may do with objects that are not its own. The first rule that matches
 * holds: the compiler puts a named owner before any, and a long name before a short one.
 */
struct wb_reach {
	__u64 creates;    /* bit N: may create maps of BPF_MAP_TYPE number N */
	__u32 reads_only; /* some rule gives WB_ACCESS_READ alone */
	__u32 padding;
	__u32 links_of[WB_LINK_OWNERS]; /* whose links and attachments it may change; 0: unused */
	struct wb_map_rule rules[WB_MAP_RULES];
};

enum wb_limit {
	WB_LIMIT_EFFECTS = 1 << 0,
	WB_LIMIT_HELPERS = 1 << 1,
	WB_LIMIT_KFUNCS = 1 << 2,
	WB_LIMIT_ATTACH = 1 << 3,
	WB_LIMIT_TARGETS = 1 << 4,
	WB_LIMIT_INSTRUCTIONS = 1 << 5,
	WB_LIMIT_SIGNED = 1 << 6,
};

/* Helper numbers as bits; the kernel's list ends at 211 and is closed. */
#define WB_HELPER_WORDS 4
#define WB_HELPER_END (WB_HELPER_WORDS * 64)

/* Longer than any name that a kernel function has had; longer ones match nothing. */
#define WB_TARGET_BYTES 64
#define WB_TARGETS 16

/* A kernel function's name, NUL-padded to the end, compared in words. */
struct wb_target {
	union {
		char name[WB_TARGET_BYTES];
		__u64 words[WB_TARGET_BYTES / 8];
	};
};

/* A name, or what it starts with: bits that `mask` leaves out are not compared. All zero: none. */
struct wb_target_rule {
	struct wb_target name;
	struct wb_target mask;
};

/* What the programs of a tool must keep to. Only what `flags` names is asked. */
struct wb_limits {
	__u32 flags;                    /* enum wb_limit */
	__u32 max_instructions;         /* of a load, as the loader counts them */
	__u32 effects;                  /* allowed: WB_DOES_… */
	__s32 keyring;                  /* whose signatures count; 0: the system's */
	__u64 attach_types;             /* bit N: allowed BPF attach type number N */
	__u64 helpers[WB_HELPER_WORDS]; /* bit N: may call helper number N */
	struct wb_target_rule targets[WB_TARGETS];
};

/*
 * "A program of the tool with these limits may call this kfunc". Named, it is no
 * `unknown` one either: the policy answers for it.
 */
struct wb_kfunc_key {
	__u32 limits; /* index in the generation's limits */
	__u32 kfunc;  /* BTF id in vmlinux */
};

/*
 * Four of each cover what a unit of a tool needs; a policy that says more is an
 * error that names the limit. Cgroups as the levels below the root, because
 * that is how the kernel has them: /user.slice/user-1000.slice/user@1000.service/
 * app.slice are four.
 */
#define WB_WHERE_IDS 8
#define WB_WHERE_UNITS 4
#define WB_WHERE_CGROUPS 4
#define WB_WHERE_LEVELS 4

enum wb_where_flag {
	WB_WHERE_USERS = 1 << 0,
	WB_WHERE_GROUPS = 1 << 1,
	WB_WHERE_CGROUP = 1 << 2,
	WB_WHERE_UNIT = 1 << 3,
	WB_WHERE_HOST = 1 << 4,
};

/* Part of a cgroup's path: one level, NUL-padded to the end, compared in words. */
struct wb_level {
	union {
		char name[WB_CGROUP_BYTES];
		__u64 words[WB_CGROUP_BYTES / 8];
	};
};

/* Fills the unused slots of ids: no user and no group has it. */
#define WB_NO_ID 0xffffffffu

/* Where a tool counts. Every flag that is set must hold. */
struct wb_where {
	__u32 flags; /* enum wb_where_flag */
	__u32 padding;
	__u32 users[WB_WHERE_IDS];             /* real user ids */
	__u32 groups[WB_WHERE_IDS];            /* real or supplementary group ids */
	__u32 depths[WB_WHERE_CGROUPS];        /* levels of each of cgroups; 0: none */
	struct wb_level units[WB_WHERE_UNITS]; /* empty name: none */
	struct wb_level cgroups[WB_WHERE_CGROUPS][WB_WHERE_LEVELS];
};

WB_SIZE(wb_tool, 56);
WB_SIZE(wb_map_rule, 40);
WB_SIZE(wb_reach, 688);
WB_SIZE(wb_limits, 2104);
WB_SIZE(wb_kfunc_key, 8);
WB_SIZE(wb_level, 64);
WB_SIZE(wb_where, 1368);

#endif
