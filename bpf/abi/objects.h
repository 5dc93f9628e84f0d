/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is known of programs, maps and links, and how they are listed. */
#ifndef WATCHBPF_ABI_OBJECTS_H
#define WATCHBPF_ABI_OBJECTS_H

#include "../effects.h"
#include "policy.h"

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

/* What is looked at, and what of that is known. Not on the stack, which is too small for both. */
struct wb_batch {
	__u64 instructions[WB_BATCH];
	__u64 first;         /* address of the program's first instruction */
	__u64 told;          /* address of the first bpf_insn_aux_data of the verifier; 0: it told nothing */
	__u32 told_bytes;    /* of one of those; 0: it told nothing */
	__u32 length;        /* of the program */
	__u32 type;          /* of the program */
	__u32 silent_loads;  /* bit N: a load through a pointer of type N does nothing */
	__u32 silent_stores; /* bit N: a store through one does nothing new */
	__u32 stores;        /* there are some, and not by the stack's own register */
	__u32 unreadable;    /* not all could be read */
	__u32 padding;
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

WB_SIZE(wb_cause, 12);
WB_SIZE(wb_program, 496);
WB_SIZE(wb_map, 16);
WB_SIZE(wb_link, 12);
WB_SIZE(wb_object, 8);
WB_SIZE(wb_shown, 48);

#endif
