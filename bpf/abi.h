/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one door between kernel and user space: every struct that crosses it,
 * in fixed-size fields with explicit padding. BPF C and C++ both include this
 * file; no layout in it stands anywhere else.
 *
 * A missing record, a full table or an unknown number means "not trusted".
 */
#ifndef WATCHBPF_ABI_H
#define WATCHBPF_ABI_H

#include "effects.h"

#include <linux/types.h>

/* Raised whenever a struct below changes its meaning or size. */
#define WB_ABI 4

/* SHA-512, the longest digest that fs-verity knows. */
#define WB_DIGEST_BYTES 64
/*
 * Identities are looked up by the first 32 bytes of a digest: SHA-512 cut to
 * 256 bits is as strong as SHA-256, and 100,000 identities then stay below 128
 * bytes of kernel memory each.
 */
#define WB_KEY_BYTES 32
/* Long enough for a unit or image name; with the rest it makes wb_tool 56. */
#define WB_TOOL_NAME_BYTES 32
/* TASK_COMM_LEN and BPF_OBJ_NAME_LEN of the kernel. */
#define WB_NAME_BYTES 16
/* A cgroup's own directory name; systemd units and pod ids fit, longer is cut. */
#define WB_CGROUP_BYTES 64
/* The name exec() was called with; longer is cut at the end. */
#define WB_PATH_BYTES 128

/* Algorithm numbers are FS_VERITY_HASH_ALG_* of the kernel's UAPI. */
#define WB_SHA256 1
#define WB_SHA512 2

/*
 * A file's fs-verity digest. The layout is struct fsverity_digest's, so that
 * the kernel writes straight into it. All zero: no digest.
 */
struct wb_digest {
	__u16 algorithm;
	__u16 size; /* bytes used: 32 or 64 */
	__u8 bytes[WB_DIGEST_BYTES];
};

struct wb_identity_key {
	__u16 algorithm;
	__u16 size;
	__u8 bytes[WB_KEY_BYTES];
};

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

/* What a task carries from exec on. Absent or zero: untrusted. */
struct wb_mark {
	__u32 generation; /* of the policy that gave the mark; 0 is never valid */
	__u32 tool;       /* WB_UNTRUSTED: no mark */
	struct wb_digest digest;
};

/*
 * What task storage holds. The daemon writes one, its own, before attaching;
 * everything else is written by the programs.
 */
struct wb_task {
	struct wb_mark mark;
	/* Where exec() measures a file. In task storage, because a buffer that
	 * two tasks share would mix the digests of two execs. */
	struct wb_digest measured;
	/* task_struct.self_exec_id when the mark was given: each exec has a new
	 * one, so a mark that an exec failed to clear is void all the same. */
	__u64 exec_id;
	__u32 reported; /* audit: lsm/bpf told this command, later hooks need not */
	__u32 daemon;   /* watchbpf itself: nobody may steer it, and it may do nothing */
};

enum wb_cause_kind {
	WB_CAUSE_NONE,   /* nothing in particular: the program's type, or that it may sleep */
	WB_CAUSE_HELPER, /* a call; `number`: of the helper */
	WB_CAUSE_KFUNC,  /* a call; `number`: BTF id in vmlinux */
	WB_CAUSE_ACCESS, /* a load or store; `number`: its opcode */
};

/* The first thing in a program that has some effect. */
struct wb_cause {
	__u32 kind;        /* enum wb_cause_kind */
	__u32 number;      /* which one */
	__u32 instruction; /* index in the program as it was loaded */
};

/* Whether an object was there before watchbpf, and so is whose that holds it. */
enum wb_earlier {
	WB_NOT_EARLIER,
	WB_EARLIER,        /* of one tool, or of none */
	WB_EARLIER_SHARED, /* of two: neither can say what the other does with it */
};

/* How far a program's record has come. */
enum wb_program_state {
	WB_PROGRAM_LOADING,  /* the verifier has not told */
	WB_PROGRAM_VERIFIED, /* it has; nobody has an fd yet */
	WB_PROGRAM_APPROVED, /* its loader was allowed to have it */
	WB_PROGRAM_EARLIER,  /* from before watchbpf: nothing is known */
};

enum wb_signature {
	WB_SIGNATURE_NONE,   /* none, or one that this kernel does not check */
	WB_SIGNATURE_SYSTEM, /* by a key of the builtin, secondary or platform keyring */
	WB_SIGNATURE_KEY,    /* by a key of the keyring that the loader named by its serial */
};

/* The three effects that are about a map, in their order: which one it was. */
#define WB_MAP_EFFECTS 3

/*
 * What is known of one program from its load until it is freed. Written by the
 * hooks of a load, read whenever somebody gets an fd of it. Missing: nobody does.
 */
struct wb_program {
	__u32 tool;           /* that loads it */
	__u32 state;          /* enum wb_program_state */
	__u32 effects;        /* WB_DOES_…, own and shared maps as its loader sees them */
	__u32 instructions;   /* as loaded */
	__u32 signature;      /* enum wb_signature */
	__s32 keyring;        /* serial, with WB_SIGNATURE_KEY */
	__u32 kfunc;          /* BTF id of the first kfunc that is called; 0: none */
	__u32 kfunc_refused;  /* of the first that the loader's limits do not name; 0: none */
	__u32 limits;         /* index in the generation's limits, of `tool`; 0: none */
	__u32 exact;          /* wb_map_written saw every write to a map's value */
	__u32 keeps_unpinned; /* its loader may not write pinned maps */
	__u32 map_refused;    /* WB_ACCESS_… to refused_map that its loader lacks; 0: none */
	__u32 earlier;        /* enum wb_earlier */
	__u32 padding;
	__u64 missed;    /* how often wb_map_written had been skipped when the load began */
	__u64 map;       /* address of the map that was written last */
	__u64 map_types; /* bit N: writes maps of type N, and which ones is not told */
	__u64 helpers[WB_HELPER_WORDS];
	struct wb_cause causes[WB_EFFECT_COUNT];
	struct wb_cause kfunc_cause;              /* of kfunc_refused */
	struct wb_cause map_cause;                /* of the first write to a map that is not told */
	char maps[WB_MAP_EFFECTS][WB_NAME_BYTES]; /* written first, by effect */
	struct wb_cause refused_cause;            /* of the access to refused_map */
	__u32 refused_owner;
	char refused_map[WB_NAME_BYTES]; /* the first map that it may not use so; empty: chosen later */
	struct wb_target target;         /* kernel function it is for, or empty */
};

/* Instructions that are read at once, and loads that may do so at a time. */
#define WB_BATCH 32
#define WB_MOST_SCANS 1024

struct wb_batch {
	__u64 instructions[WB_BATCH];
};

/*
 * Programs and maps that are known at a time. A busy node has some thousand; a
 * record takes memory only while its program or map lives.
 */
#define WB_MOST_PROGRAMS 16384
#define WB_MOST_MAPS 65536
#define WB_MOST_LINKS 65536
/* Rows of the build's own table of kfuncs, at the most. */
#define WB_MOST_KFUNCS 1024

/* Who made a map, and whether anybody could have found it in a bpffs. Missing: nobody we know. */
struct wb_map {
	__u32 tool;    /* WB_UNTRUSTED: nobody that is known */
	__u32 earlier; /* enum wb_earlier */
	__u32 pinned;  /* now or ever */
	__u32 held;    /* a program writes it that may not write pinned maps: it must stay unpinned */
};

/* Who made a link. */
struct wb_link {
	__u32 tool;    /* WB_UNTRUSTED: nobody that is known */
	__u32 earlier; /* enum wb_earlier */
	__u32 own;     /* watchbpf's */
};

/* Which hook asks: what is known at each differs (docs/architecture.md). */
enum wb_hook {
	WB_HOOK_EXEC,       /* bprm_committed_creds: a mark is given or not */
	WB_HOOK_COMMAND,    /* lsm/bpf: command and attributes */
	WB_HOOK_LOAD,       /* bpf_prog_load, bpf_prog_alloc_security */
	WB_HOOK_MAP_FD,     /* bpf_map: somebody gets an fd of a map */
	WB_HOOK_PROGRAM_FD, /* bpf_prog: somebody gets an fd of a program */
	WB_HOOK_SYSCTL,     /* cgroup/sysctl: a switch that turns BPF LSM off */
	WB_HOOK_TRACE,      /* ptrace and its kin: somebody reaches into a tool's task */
	WB_HOOK_RECEIVE,    /* file_receive: an fd of an object arrives from another process */
	WB_HOOK_MAPPING,    /* mmap_file: somebody maps a map into memory */
	WB_HOOK_PIN_OPEN,   /* file_open: somebody opens a pin as a file */
	WB_HOOK_PIN_REMOVE, /* inode_unlink, inode_rename, inode_link: somebody takes a pin away */
	WB_HOOK_SOCKET,     /* socket_setsockopt: a program is attached by its fd */
	WB_HOOK_DEVICE,     /* file_ioctl: the same, to a perf event or a tun device */
	WB_HOOK_NETLINK,    /* netlink_send: XDP or tc programs come or go */
	WB_HOOK_COUNT,
};

enum wb_action {
	WB_ALLOW,
	WB_DENY,
	WB_WOULD_DENY, /* audit: reported, and let through */
};

/* Why. Texts stand in policy/vocabulary.cpp. */
enum wb_reason {
	WB_REASON_ALLOWED,
	WB_REASON_UNTRUSTED,            /* the task has no mark */
	WB_REASON_NO_RULE,              /* no policy record could be read */
	WB_REASON_UNKNOWN_COMMAND,      /* a bpf() command this build does not know */
	WB_REASON_UNKNOWN_PROGRAM_TYPE, /* a program type this build does not know */
	WB_REASON_PROGRAM_TYPE,         /* known, but not among the tool's types */
	WB_REASON_NO_PROGRAMS,          /* the tool may load no program at all */
	WB_REASON_NO_MAPS,              /* the tool may not use maps */
	WB_REASON_GUARD,                /* could switch watchbpf off */
	WB_REASON_OWN_OBJECT,           /* watchbpf's own map or program */
	WB_REASON_FOREIGN_TRACER,       /* another tool, or no tool, would steer a tool's task */
	/* Why an exec gave no mark. */
	WB_REASON_NO_DIGEST,      /* the file has no fs-verity digest */
	WB_REASON_UNKNOWN_DIGEST, /* it has one that no tool lists */
	WB_REASON_INTERPRETED,    /* a listed interpreter run for a script */
	WB_REASON_TRACED,         /* under ptrace at exec */
	WB_REASON_SHARED_FS,      /* another process could change its root directory */
	WB_REASON_SECCOMP_NOTIFY, /* a supervisor may answer its system calls */
	WB_REASON_SEALED_LATE,    /* sealed while we watched: cached pages were never verified */
	WB_REASON_NOT_SECURE,     /* AT_SECURE could not be set: LD_* would count */
	WB_REASON_NO_STORAGE,     /* the kernel gave no task storage */
	WB_REASON_USER,           /* not one of the tool's users */
	WB_REASON_GROUP,          /* in none of the tool's groups */
	WB_REASON_CGROUP,         /* in none of the tool's cgroups */
	WB_REASON_UNIT,           /* in none of the tool's units */
	WB_REASON_CONTAINER,      /* not in the host's namespaces */
	/* Why a program is refused for what it is or does. */
	WB_REASON_KERNEL_THREAD, /* a thread of the kernel calls bpf() */
	WB_REASON_NESTED,        /* a BPF program calls bpf() */
	WB_REASON_UNSEEN,        /* watchbpf could not follow its verification */
	WB_REASON_EARLIER,       /* loaded before watchbpf: nothing is known of it */
	WB_REASON_ATTACH_TYPE,   /* not among the tool's attach types */
	WB_REASON_TARGET,        /* for a kernel function that the tool does not list */
	WB_REASON_INSTRUCTIONS,  /* more than the tool may load */
	WB_REASON_SIGNATURE,     /* without the signature that the tool needs */
	WB_REASON_HELPER,        /* calls a helper that the tool does not list */
	WB_REASON_KFUNC,         /* calls a kfunc that the tool does not list */
	WB_REASON_EFFECT,        /* has an effect that the tool does not list */
	/* Why an object is refused. */
	WB_REASON_FOREIGN_MAP,      /* of another owner, and not granted */
	WB_REASON_READ_ONLY_MAP,    /* granted for reading */
	WB_REASON_UNTOLD_MAP,       /* a program writes maps that are chosen later; some could be read-only */
	WB_REASON_MAP_TYPE,         /* a type of map that the tool may not create */
	WB_REASON_NOT_OWNER,        /* another owner's link, program, pin or freeze */
	WB_REASON_NO_ROOM,          /* no room to remember whose it is */
	WB_REASON_NO_INTROSPECTION, /* the tool may not look at what is not its own */
	WB_REASON_INHERITED,        /* exec: has an fd of an object that the tool may not have */
	WB_REASON_COUNT,
};

/* Which part of the policy decided. */
enum wb_rule {
	WB_RULE_NONE,          /* nothing had to be asked */
	WB_RULE_BUILT_IN,      /* watchbpf itself; no policy can change it */
	WB_RULE_DEFAULT,       /* `default:` */
	WB_RULE_IDENTITY,      /* `tools.NAME.identities` */
	WB_RULE_PROGRAMS,      /* `tools.NAME.programs.types` */
	WB_RULE_MAPS,          /* `tools.NAME.maps` */
	WB_RULE_WHERE,         /* `tools.NAME.where` */
	WB_RULE_LIMITS,        /* `tools.NAME.programs`, but for its types */
	WB_RULE_LINKS,         /* `tools.NAME.links` */
	WB_RULE_INTROSPECTION, /* `tools.NAME.introspection` */
	WB_RULE_COUNT,
};

/* Numbers that mean "this hook cannot know it". */
#define WB_NOT_KNOWN 0xffffffffu

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

/* A task as the list of tasks shows it, and as it is adopted from it. */
struct wb_candidate {
	__u64 exec_id; /* task_struct.self_exec_id: an exec in between is noticed */
	__u64 start;   /* task_struct.start_boottime: so is another task with this tid */
	__u32 pid;
	__u32 tid;
};

/* Threads that one round adopts: a large agent has hundreds. */
#define WB_ADOPTIONS 4096

/* What adopting a task is asked for with, by its tid. */
struct wb_adoption {
	struct wb_candidate task;
	__u32 tool;
	struct wb_digest digest;
	__u32 trial; /* only say whether it would be refused */
	__u32 padding;
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

enum wb_object_kind { WB_OBJECT_NONE, WB_OBJECT_MAP, WB_OBJECT_PROGRAM, WB_OBJECT_LINK };

/* An object of watchbpf itself that nobody else gets an fd of. */

struct wb_object {
	__u32 kind; /* enum wb_object_kind */
	__u32 id;
};

enum wb_shown_flag {
	WB_SHOWN_RECORDED = 1 << 0,  /* there is a record of it; else nothing is known */
	WB_SHOWN_OWN = 1 << 1,       /* watchbpf's */
	WB_SHOWN_PIN_KNOWN = 1 << 2, /* maps: whether it was ever pinned is known */
	WB_SHOWN_PINNED = 1 << 3,    /* now or ever */
};

/*
 * A map, program or link as the lists of objects show it. id 0: no object, but
 * the end of the list.
 */
struct wb_shown {
	__u32 kind; /* enum wb_object_kind */
	__u32 id;
	__u32 type;    /* enum bpf_map_type, bpf_prog_type or bpf_link_type */
	__u32 owner;   /* a tool; WB_UNTRUSTED: nobody that is known */
	__u32 earlier; /* enum wb_earlier */
	__u32 flags;   /* enum wb_shown_flag */
	__u32 program; /* links: id of theirs; 0: none */
	__u32 records; /* at the end: of this kind, those of objects that are being made or freed with them */
	char name[WB_NAME_BYTES]; /* links: of their program */
};

#ifdef __cplusplus
#define WB_SIZE(type, bytes) static_assert(sizeof(struct type) == (bytes), #type)
#else
#define WB_SIZE(type, bytes) _Static_assert(sizeof(struct type) == (bytes), #type)
#endif

WB_SIZE(wb_digest, 68);
WB_SIZE(wb_identity_key, 36);
WB_SIZE(wb_tool, 56);
WB_SIZE(wb_limits, 2104);
WB_SIZE(wb_kfunc_key, 8);
WB_SIZE(wb_cause, 12);
WB_SIZE(wb_program, 496);
WB_SIZE(wb_map, 16);
WB_SIZE(wb_link, 12);
WB_SIZE(wb_map_rule, 40);
WB_SIZE(wb_reach, 688);
WB_SIZE(wb_mark, 76);
WB_SIZE(wb_level, 64);
WB_SIZE(wb_where, 1368);
WB_SIZE(wb_task, 160);
WB_SIZE(wb_object, 8);
WB_SIZE(wb_shown, 48);
WB_SIZE(wb_candidate, 24);
WB_SIZE(wb_adoption, 104);
WB_SIZE(wb_event, 392);

#undef WB_SIZE

#endif
