/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who asks, what is answered, and why. */
#ifndef WATCHBPF_ABI_DECISION_H
#define WATCHBPF_ABI_DECISION_H

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

#endif
