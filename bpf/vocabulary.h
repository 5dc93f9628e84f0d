/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's numbers and names, and what each means for a decision. One row
 * a number, kept once for BPF, policy and output; a unit test holds the rows
 * against the UAPI header, and `watchbpf doctor` against the running kernel.
 * A number without a row is unknown, and unknown is denied.
 */
#ifndef WATCHBPF_VOCABULARY_H
#define WATCHBPF_VOCABULARY_H

/* What a bpf() command takes. */
enum wb_right {
	WB_RIGHT_UNKNOWN,    /* no row: denied */
	WB_RIGHT_MAPS,       /* creates, opens, reads or writes a map */
	WB_RIGHT_LOAD,       /* loads a program: its type is asked too */
	WB_RIGHT_PROGRAMS,   /* attaches, runs or changes programs and links */
	WB_RIGHT_OBJECTS,    /* pins, gets pins, loads BTF: any tool */
	WB_RIGHT_INTROSPECT, /* lists and describes: any tool, others if granted */
	WB_RIGHT_GUARD,      /* hands the power over bpf() on: nobody */
};

/*
 * LINK_GET_FD_BY_ID is GUARD: with an fd of ours, LINK_DETACH would take the
 * sysctl guard away, and no LSM hook sees which link an fd belongs to.
 *
 *      number, kernel's name (BPF_…), word in the output, right
 */
#define WB_COMMANDS(X)                                                                                       \
	X(0, MAP_CREATE, "create", MAPS)                                                                     \
	X(1, MAP_LOOKUP_ELEM, "lookup", MAPS)                                                                \
	X(2, MAP_UPDATE_ELEM, "update", MAPS)                                                                \
	X(3, MAP_DELETE_ELEM, "delete", MAPS)                                                                \
	X(4, MAP_GET_NEXT_KEY, "next-key", MAPS)                                                             \
	X(5, PROG_LOAD, "load", LOAD)                                                                        \
	X(6, OBJ_PIN, "pin", OBJECTS)                                                                        \
	X(7, OBJ_GET, "get-pin", OBJECTS)                                                                    \
	X(8, PROG_ATTACH, "attach", PROGRAMS)                                                                \
	X(9, PROG_DETACH, "detach", PROGRAMS)                                                                \
	X(10, PROG_TEST_RUN, "test-run", PROGRAMS)                                                           \
	X(11, PROG_GET_NEXT_ID, "next-program", INTROSPECT)                                                  \
	X(12, MAP_GET_NEXT_ID, "next-map", INTROSPECT)                                                       \
	X(13, PROG_GET_FD_BY_ID, "open-program", INTROSPECT)                                                 \
	X(14, MAP_GET_FD_BY_ID, "open-map", MAPS)                                                            \
	X(15, OBJ_GET_INFO_BY_FD, "info", INTROSPECT)                                                        \
	X(16, PROG_QUERY, "query", INTROSPECT)                                                               \
	X(17, RAW_TRACEPOINT_OPEN, "raw-tracepoint", PROGRAMS)                                               \
	X(18, BTF_LOAD, "load-btf", OBJECTS)                                                                 \
	X(19, BTF_GET_FD_BY_ID, "open-btf", INTROSPECT)                                                      \
	X(20, TASK_FD_QUERY, "task-query", INTROSPECT)                                                       \
	X(21, MAP_LOOKUP_AND_DELETE_ELEM, "lookup-delete", MAPS)                                             \
	X(22, MAP_FREEZE, "freeze", MAPS)                                                                    \
	X(23, BTF_GET_NEXT_ID, "next-btf", INTROSPECT)                                                       \
	X(24, MAP_LOOKUP_BATCH, "lookup-batch", MAPS)                                                        \
	X(25, MAP_LOOKUP_AND_DELETE_BATCH, "lookup-delete-batch", MAPS)                                      \
	X(26, MAP_UPDATE_BATCH, "update-batch", MAPS)                                                        \
	X(27, MAP_DELETE_BATCH, "delete-batch", MAPS)                                                        \
	X(28, LINK_CREATE, "link", PROGRAMS)                                                                 \
	X(29, LINK_UPDATE, "update-link", PROGRAMS)                                                          \
	X(30, LINK_GET_FD_BY_ID, "open-link", GUARD)                                                         \
	X(31, LINK_GET_NEXT_ID, "next-link", INTROSPECT)                                                     \
	X(32, ENABLE_STATS, "enable-stats", PROGRAMS)                                                        \
	X(33, ITER_CREATE, "iterate", PROGRAMS)                                                              \
	X(34, LINK_DETACH, "detach-link", PROGRAMS)                                                          \
	X(35, PROG_BIND_MAP, "bind-map", PROGRAMS)                                                           \
	X(36, TOKEN_CREATE, "token", GUARD)                                                                  \
	X(37, PROG_STREAM_READ_BY_FD, "read-stream", PROGRAMS)                                               \
	X(38, PROG_ASSOC_STRUCT_OPS, "assoc-struct-ops", PROGRAMS)

/* Whether loading a program of this type could switch watchbpf off. */
enum wb_program_class {
	WB_PROGRAM_UNKNOWN, /* no row: denied */
	WB_PROGRAM_PLAIN,
	/* LSM and freplace override verdicts; syscall programs call bpf()
	 * themselves; cgroup_sysctl programs override our sysctl guard. */
	WB_PROGRAM_GUARD,
};

/*      number, kernel's name (BPF_PROG_TYPE_…), name as bpftool spells it, class */
#define WB_PROGRAM_TYPES(X)                                                                                  \
	X(1, SOCKET_FILTER, "socket_filter", PLAIN)                                                          \
	X(2, KPROBE, "kprobe", PLAIN)                                                                        \
	X(3, SCHED_CLS, "sched_cls", PLAIN)                                                                  \
	X(4, SCHED_ACT, "sched_act", PLAIN)                                                                  \
	X(5, TRACEPOINT, "tracepoint", PLAIN)                                                                \
	X(6, XDP, "xdp", PLAIN)                                                                              \
	X(7, PERF_EVENT, "perf_event", PLAIN)                                                                \
	X(8, CGROUP_SKB, "cgroup_skb", PLAIN)                                                                \
	X(9, CGROUP_SOCK, "cgroup_sock", PLAIN)                                                              \
	X(10, LWT_IN, "lwt_in", PLAIN)                                                                       \
	X(11, LWT_OUT, "lwt_out", PLAIN)                                                                     \
	X(12, LWT_XMIT, "lwt_xmit", PLAIN)                                                                   \
	X(13, SOCK_OPS, "sock_ops", PLAIN)                                                                   \
	X(14, SK_SKB, "sk_skb", PLAIN)                                                                       \
	X(15, CGROUP_DEVICE, "cgroup_device", PLAIN)                                                         \
	X(16, SK_MSG, "sk_msg", PLAIN)                                                                       \
	X(17, RAW_TRACEPOINT, "raw_tracepoint", PLAIN)                                                       \
	X(18, CGROUP_SOCK_ADDR, "cgroup_sock_addr", PLAIN)                                                   \
	X(19, LWT_SEG6LOCAL, "lwt_seg6local", PLAIN)                                                         \
	X(20, LIRC_MODE2, "lirc_mode2", PLAIN)                                                               \
	X(21, SK_REUSEPORT, "sk_reuseport", PLAIN)                                                           \
	X(22, FLOW_DISSECTOR, "flow_dissector", PLAIN)                                                       \
	X(23, CGROUP_SYSCTL, "cgroup_sysctl", GUARD)                                                         \
	X(24, RAW_TRACEPOINT_WRITABLE, "raw_tracepoint_writable", PLAIN)                                     \
	X(25, CGROUP_SOCKOPT, "cgroup_sockopt", PLAIN)                                                       \
	X(26, TRACING, "tracing", PLAIN)                                                                     \
	X(27, STRUCT_OPS, "struct_ops", PLAIN)                                                               \
	X(28, EXT, "ext", GUARD)                                                                             \
	X(29, LSM, "lsm", GUARD)                                                                             \
	X(30, SK_LOOKUP, "sk_lookup", PLAIN)                                                                 \
	X(31, SYSCALL, "syscall", GUARD)                                                                     \
	X(32, NETFILTER, "netfilter", PLAIN)

/* Attach types that decide for the kernel, whatever the program type says. */
#define WB_ATTACH_MODIFY_RETURN 26
#define WB_ATTACH_LSM_MAC 27
#define WB_ATTACH_LSM_CGROUP 43
/* BPF_TRACE_FSESSION_MULTI of 7.2; what comes later may decide too: denied. */
#define WB_ATTACH_LAST 61

#endif
