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

/* The types by name: build machines' headers are older than the kernels we run on. */
enum wb_program_type {
#define X(number, kernel, name, class) WB_TYPE_##kernel = number,
	WB_PROGRAM_TYPES(X)
#undef X
};

/* Whether programs of this attach type decide for the kernel. */
enum wb_attach_class {
	WB_ATTACH_UNKNOWN, /* no row: denied */
	WB_ATTACH_PLAIN,
	/* Their return value replaces a verdict, whatever the program type says. */
	WB_ATTACH_GUARD,
};

/*
 * Up to Linux 7.2. The _MULTI ones of fentry and its kin name their functions only
 * when they are attached, so nobody could keep them off the guarded ones.
 *
 *      number, kernel's name (BPF_…), name as libbpf and bpftool spell it, class
 */
#define WB_ATTACH_TYPES(X)                                                                                   \
	X(0, CGROUP_INET_INGRESS, "cgroup_inet_ingress", PLAIN)                                              \
	X(1, CGROUP_INET_EGRESS, "cgroup_inet_egress", PLAIN)                                                \
	X(2, CGROUP_INET_SOCK_CREATE, "cgroup_inet_sock_create", PLAIN)                                      \
	X(3, CGROUP_SOCK_OPS, "cgroup_sock_ops", PLAIN)                                                      \
	X(4, SK_SKB_STREAM_PARSER, "sk_skb_stream_parser", PLAIN)                                            \
	X(5, SK_SKB_STREAM_VERDICT, "sk_skb_stream_verdict", PLAIN)                                          \
	X(6, CGROUP_DEVICE, "cgroup_device", PLAIN)                                                          \
	X(7, SK_MSG_VERDICT, "sk_msg_verdict", PLAIN)                                                        \
	X(8, CGROUP_INET4_BIND, "cgroup_inet4_bind", PLAIN)                                                  \
	X(9, CGROUP_INET6_BIND, "cgroup_inet6_bind", PLAIN)                                                  \
	X(10, CGROUP_INET4_CONNECT, "cgroup_inet4_connect", PLAIN)                                           \
	X(11, CGROUP_INET6_CONNECT, "cgroup_inet6_connect", PLAIN)                                           \
	X(12, CGROUP_INET4_POST_BIND, "cgroup_inet4_post_bind", PLAIN)                                       \
	X(13, CGROUP_INET6_POST_BIND, "cgroup_inet6_post_bind", PLAIN)                                       \
	X(14, CGROUP_UDP4_SENDMSG, "cgroup_udp4_sendmsg", PLAIN)                                             \
	X(15, CGROUP_UDP6_SENDMSG, "cgroup_udp6_sendmsg", PLAIN)                                             \
	X(16, LIRC_MODE2, "lirc_mode2", PLAIN)                                                               \
	X(17, FLOW_DISSECTOR, "flow_dissector", PLAIN)                                                       \
	X(18, CGROUP_SYSCTL, "cgroup_sysctl", PLAIN)                                                         \
	X(19, CGROUP_UDP4_RECVMSG, "cgroup_udp4_recvmsg", PLAIN)                                             \
	X(20, CGROUP_UDP6_RECVMSG, "cgroup_udp6_recvmsg", PLAIN)                                             \
	X(21, CGROUP_GETSOCKOPT, "cgroup_getsockopt", PLAIN)                                                 \
	X(22, CGROUP_SETSOCKOPT, "cgroup_setsockopt", PLAIN)                                                 \
	X(23, TRACE_RAW_TP, "trace_raw_tp", PLAIN)                                                           \
	X(24, TRACE_FENTRY, "trace_fentry", PLAIN)                                                           \
	X(25, TRACE_FEXIT, "trace_fexit", PLAIN)                                                             \
	X(26, MODIFY_RETURN, "modify_return", GUARD)                                                         \
	X(27, LSM_MAC, "lsm_mac", GUARD)                                                                     \
	X(28, TRACE_ITER, "trace_iter", PLAIN)                                                               \
	X(29, CGROUP_INET4_GETPEERNAME, "cgroup_inet4_getpeername", PLAIN)                                   \
	X(30, CGROUP_INET6_GETPEERNAME, "cgroup_inet6_getpeername", PLAIN)                                   \
	X(31, CGROUP_INET4_GETSOCKNAME, "cgroup_inet4_getsockname", PLAIN)                                   \
	X(32, CGROUP_INET6_GETSOCKNAME, "cgroup_inet6_getsockname", PLAIN)                                   \
	X(33, XDP_DEVMAP, "xdp_devmap", PLAIN)                                                               \
	X(34, CGROUP_INET_SOCK_RELEASE, "cgroup_inet_sock_release", PLAIN)                                   \
	X(35, XDP_CPUMAP, "xdp_cpumap", PLAIN)                                                               \
	X(36, SK_LOOKUP, "sk_lookup", PLAIN)                                                                 \
	X(37, XDP, "xdp", PLAIN)                                                                             \
	X(38, SK_SKB_VERDICT, "sk_skb_verdict", PLAIN)                                                       \
	X(39, SK_REUSEPORT_SELECT, "sk_reuseport_select", PLAIN)                                             \
	X(40, SK_REUSEPORT_SELECT_OR_MIGRATE, "sk_reuseport_select_or_migrate", PLAIN)                       \
	X(41, PERF_EVENT, "perf_event", PLAIN)                                                               \
	X(42, TRACE_KPROBE_MULTI, "trace_kprobe_multi", PLAIN)                                               \
	X(43, LSM_CGROUP, "lsm_cgroup", GUARD)                                                               \
	X(44, STRUCT_OPS, "struct_ops", PLAIN)                                                               \
	X(45, NETFILTER, "netfilter", PLAIN)                                                                 \
	X(46, TCX_INGRESS, "tcx_ingress", PLAIN)                                                             \
	X(47, TCX_EGRESS, "tcx_egress", PLAIN)                                                               \
	X(48, TRACE_UPROBE_MULTI, "trace_uprobe_multi", PLAIN)                                               \
	X(49, CGROUP_UNIX_CONNECT, "cgroup_unix_connect", PLAIN)                                             \
	X(50, CGROUP_UNIX_SENDMSG, "cgroup_unix_sendmsg", PLAIN)                                             \
	X(51, CGROUP_UNIX_RECVMSG, "cgroup_unix_recvmsg", PLAIN)                                             \
	X(52, CGROUP_UNIX_GETPEERNAME, "cgroup_unix_getpeername", PLAIN)                                     \
	X(53, CGROUP_UNIX_GETSOCKNAME, "cgroup_unix_getsockname", PLAIN)                                     \
	X(54, NETKIT_PRIMARY, "netkit_primary", PLAIN)                                                       \
	X(55, NETKIT_PEER, "netkit_peer", PLAIN)                                                             \
	X(56, TRACE_KPROBE_SESSION, "trace_kprobe_session", PLAIN)                                           \
	X(57, TRACE_UPROBE_SESSION, "trace_uprobe_session", PLAIN)                                           \
	X(58, TRACE_FSESSION, "trace_fsession", PLAIN)                                                       \
	X(59, TRACE_FENTRY_MULTI, "trace_fentry_multi", GUARD)                                               \
	X(60, TRACE_FEXIT_MULTI, "trace_fexit_multi", GUARD)                                                 \
	X(61, TRACE_FSESSION_MULTI, "trace_fsession_multi", GUARD)

/* BPF_MAP_TYPE_ARENA, the one type of map that is asked for by name. */
#define WB_MAP_TYPE_ARENA 33

#endif
