/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What every BPF helper can do. One row a helper; the list is frozen upstream
 * (new functions are kfuncs: policy/kfuncs.h). A number without a row is unknown.
 *
 * A row says what a call *can* do with the worst arguments, flags and format:
 * an attacker chooses them, and we see none of them.
 *
 * - Reading means contents. Addresses alone are none (get_current_task,
 *   get_func_ip): any program that may leak pointers has plenty of them.
 * - A plain fact about its context or argument (pid, uid, comm, cgroup, cpu, time,
 *   counters) isn't read_kernel; structures, paths, digests and stacks are.
 * - A pointer that the program may follow has no effect here: the load has.
 *   per_cpu_ptr and this_cpu_ptr are exceptions, for what they return can be
 *   plain memory, whose loads look like any other's.
 * - %s, %pks, %pus and %pI4 follow any address, so what formats, reads. Stacks
 *   and branch records are the kernel's or the process's: a flag says which.
 * - getsockopt returns the SYN's headers too (TCP_BPF_SYN, TCP_SAVED_SYN).
 * - Packet pointers and dynptrs of packets come from the context and from
 *   kfuncs, and count there, not in the helpers that take them. A ring buffer's
 *   record counts in ringbuf_reserve, not where it is submitted or discarded.
 * - dynptr_from_mem makes a map's value writable through plain memory: the
 *   writing counts there.
 * - A spin lock, a timer and a kptr sit in a map's value, and the verifier does not
 *   tell in which map's: WB_WRITES_SOME_MAP.
 * - Memory that is written may belong to a map that programs can only read
 *   (BPF_F_RDONLY_PROG), even a frozen one: Linux 6.1 and 6.12 check snprintf,
 *   snprintf_btf, d_path, fib_lookup and some more as if they only read it. So
 *   whoever follows the verifier does not see it there: WB_WRITES_SOME_MAP too.
 * - What sleeps in sleepable programs only (get_stack, ...) isn't sleep here: the
 *   program says so itself.
 * - pull_data moves packet data to where it can be loaded; msg_pull_data also
 *   replaces the sender's pages by a copy.
 * - Handing a packet to a socket is both redirect and sock_control. A socket in
 *   a sockmap obeys that map's programs: sock_control.
 * - write_kernel: rc_* press keys of the machine's remote control input;
 *   sysctl_set_new_value sets a sysctl; bprm_opts_set sets *or clears* secure
 *   execution, without which our marks mean nothing. The last two are guard,
 *   and so is all that only syscall programs have.
 */
#ifndef WATCHBPF_HELPERS_H
#define WATCHBPF_HELPERS_H

#include "effects.h"

#define WB_PROBES (WB_DOES_READ_KERNEL | WB_DOES_READ_USER) /* the address decides */
#define WB_WRITES_ANY_MAP (WB_DOES_WRITE_OWN_MAP | WB_DOES_WRITE_SHARED_MAP | WB_DOES_WRITE_PINNED_MAP)
#define WB_TO_MAP WB_WRITES_MAP_ARGUMENT
#define WB_TO_MEMORY WB_WRITES_MEMORY_ARGUMENT
#define WB_TO_SOME_MAP WB_WRITES_SOME_MAP

/*      number, kernel's name (BPF_FUNC_…), what it can do */
#define WB_HELPERS(X)                                                                                        \
	X(1, map_lookup_elem, WB_DOES_NOTHING)                                                               \
	X(2, map_update_elem, WB_TO_MAP)                                                                     \
	X(3, map_delete_elem, WB_TO_MAP)                                                                     \
	X(4, probe_read, WB_PROBES | WB_TO_MEMORY)                                                           \
	X(5, ktime_get_ns, WB_DOES_NOTHING)                                                                  \
	X(6, trace_printk, WB_PROBES)                                                                        \
	X(7, get_prandom_u32, WB_DOES_NOTHING)                                                               \
	X(8, get_smp_processor_id, WB_DOES_NOTHING)                                                          \
	X(9, skb_store_bytes, WB_DOES_WRITE_PACKET)                                                          \
	X(10, l3_csum_replace, WB_DOES_WRITE_PACKET)                                                         \
	X(11, l4_csum_replace, WB_DOES_WRITE_PACKET)                                                         \
	X(12, tail_call, WB_DOES_TAIL_CALL)                                                                  \
	X(13, clone_redirect, WB_DOES_REDIRECT)                                                              \
	X(14, get_current_pid_tgid, WB_DOES_NOTHING)                                                         \
	X(15, get_current_uid_gid, WB_DOES_NOTHING)                                                          \
	X(16, get_current_comm, WB_TO_MEMORY)                                                                \
	X(17, get_cgroup_classid, WB_DOES_NOTHING)                                                           \
	X(18, skb_vlan_push, WB_DOES_WRITE_PACKET)                                                           \
	X(19, skb_vlan_pop, WB_DOES_WRITE_PACKET)                                                            \
	X(20, skb_get_tunnel_key, WB_DOES_READ_PACKET | WB_TO_MEMORY)                                        \
	X(21, skb_set_tunnel_key, WB_DOES_WRITE_PACKET)                                                      \
	X(22, perf_event_read, WB_DOES_NOTHING)                                                              \
	X(23, redirect, WB_DOES_REDIRECT)                                                                    \
	X(24, get_route_realm, WB_DOES_NOTHING)                                                              \
	X(25, perf_event_output, WB_TO_MAP | WB_READS_CONTEXT)                                               \
	X(26, skb_load_bytes, WB_DOES_READ_PACKET | WB_TO_MEMORY)                                            \
	X(27, get_stackid, WB_PROBES | WB_TO_MAP)                                                            \
	X(28, csum_diff, WB_DOES_NOTHING)                                                                    \
	X(29, skb_get_tunnel_opt, WB_DOES_READ_PACKET | WB_TO_MEMORY)                                        \
	X(30, skb_set_tunnel_opt, WB_DOES_WRITE_PACKET)                                                      \
	X(31, skb_change_proto, WB_DOES_WRITE_PACKET)                                                        \
	X(32, skb_change_type, WB_DOES_WRITE_PACKET)                                                         \
	X(33, skb_under_cgroup, WB_DOES_NOTHING)                                                             \
	X(34, get_hash_recalc, WB_DOES_NOTHING)                                                              \
	X(35, get_current_task, WB_DOES_NOTHING)                                                             \
	X(36, probe_write_user, WB_DOES_WRITE_USER)                                                          \
	X(37, current_task_under_cgroup, WB_DOES_NOTHING)                                                    \
	X(38, skb_change_tail, WB_DOES_WRITE_PACKET)                                                         \
	X(39, skb_pull_data, WB_DOES_READ_PACKET)                                                            \
	X(40, csum_update, WB_DOES_WRITE_PACKET)                                                             \
	X(41, set_hash_invalid, WB_DOES_WRITE_PACKET)                                                        \
	X(42, get_numa_node_id, WB_DOES_NOTHING)                                                             \
	X(43, skb_change_head, WB_DOES_WRITE_PACKET)                                                         \
	X(44, xdp_adjust_head, WB_DOES_WRITE_PACKET)                                                         \
	X(45, probe_read_str, WB_PROBES | WB_TO_MEMORY)                                                      \
	X(46, get_socket_cookie, WB_DOES_NOTHING)                                                            \
	X(47, get_socket_uid, WB_DOES_NOTHING)                                                               \
	X(48, set_hash, WB_DOES_WRITE_PACKET)                                                                \
	X(49, setsockopt, WB_DOES_SOCK_CONTROL)                                                              \
	X(50, skb_adjust_room, WB_DOES_WRITE_PACKET)                                                         \
	X(51, redirect_map, WB_DOES_REDIRECT)                                                                \
	X(52, sk_redirect_map, WB_DOES_REDIRECT)                                                             \
	X(53, sock_map_update, WB_DOES_SOCK_CONTROL | WB_TO_MAP)                                             \
	X(54, xdp_adjust_meta, WB_DOES_WRITE_PACKET)                                                         \
	X(55, perf_event_read_value, WB_TO_MEMORY)                                                           \
	X(56, perf_prog_read_value, WB_TO_MEMORY)                                                            \
	X(57, getsockopt, WB_DOES_READ_PACKET | WB_TO_MEMORY)                                                \
	X(58, override_return, WB_DOES_OVERRIDE_RETURN)                                                      \
	X(59, sock_ops_cb_flags_set, WB_DOES_SOCK_CONTROL)                                                   \
	X(60, msg_redirect_map, WB_DOES_REDIRECT)                                                            \
	X(61, msg_apply_bytes, WB_DOES_WRITE_PACKET)                                                         \
	X(62, msg_cork_bytes, WB_DOES_WRITE_PACKET)                                                          \
	X(63, msg_pull_data, WB_DOES_READ_PACKET | WB_DOES_WRITE_PACKET)                                     \
	X(64, bind, WB_DOES_SOCK_CONTROL)                                                                    \
	X(65, xdp_adjust_tail, WB_DOES_WRITE_PACKET)                                                         \
	X(66, skb_get_xfrm_state, WB_DOES_READ_PACKET | WB_TO_MEMORY)                                        \
	X(67, get_stack, WB_PROBES | WB_TO_MEMORY)                                                           \
	X(68, skb_load_bytes_relative, WB_DOES_READ_PACKET | WB_TO_MEMORY)                                   \
	X(69, fib_lookup, WB_TO_SOME_MAP)                                                                    \
	X(70, sock_hash_update, WB_DOES_SOCK_CONTROL | WB_TO_MAP)                                            \
	X(71, msg_redirect_hash, WB_DOES_REDIRECT)                                                           \
	X(72, sk_redirect_hash, WB_DOES_REDIRECT)                                                            \
	X(73, lwt_push_encap, WB_DOES_WRITE_PACKET)                                                          \
	X(74, lwt_seg6_store_bytes, WB_DOES_WRITE_PACKET)                                                    \
	X(75, lwt_seg6_adjust_srh, WB_DOES_WRITE_PACKET)                                                     \
	X(76, lwt_seg6_action, WB_DOES_WRITE_PACKET | WB_DOES_REDIRECT)                                      \
	X(77, rc_repeat, WB_DOES_WRITE_KERNEL)                                                               \
	X(78, rc_keydown, WB_DOES_WRITE_KERNEL)                                                              \
	X(79, skb_cgroup_id, WB_DOES_NOTHING)                                                                \
	X(80, get_current_cgroup_id, WB_DOES_NOTHING)                                                        \
	X(81, get_local_storage, WB_DOES_NOTHING)                                                            \
	X(82, sk_select_reuseport, WB_DOES_REDIRECT | WB_DOES_SOCK_CONTROL)                                  \
	X(83, skb_ancestor_cgroup_id, WB_DOES_NOTHING)                                                       \
	X(84, sk_lookup_tcp, WB_DOES_NOTHING)                                                                \
	X(85, sk_lookup_udp, WB_DOES_NOTHING)                                                                \
	X(86, sk_release, WB_DOES_NOTHING)                                                                   \
	X(87, map_push_elem, WB_TO_MAP)                                                                      \
	X(88, map_pop_elem, WB_TO_MAP | WB_TO_MEMORY)                                                        \
	X(89, map_peek_elem, WB_TO_MEMORY)                                                                   \
	X(90, msg_push_data, WB_DOES_WRITE_PACKET)                                                           \
	X(91, msg_pop_data, WB_DOES_WRITE_PACKET)                                                            \
	X(92, rc_pointer_rel, WB_DOES_WRITE_KERNEL)                                                          \
	X(93, spin_lock, WB_TO_SOME_MAP)                                                                     \
	X(94, spin_unlock, WB_TO_SOME_MAP)                                                                   \
	X(95, sk_fullsock, WB_DOES_NOTHING)                                                                  \
	X(96, tcp_sock, WB_DOES_NOTHING)                                                                     \
	X(97, skb_ecn_set_ce, WB_DOES_WRITE_PACKET)                                                          \
	X(98, get_listener_sock, WB_DOES_NOTHING)                                                            \
	X(99, skc_lookup_tcp, WB_DOES_NOTHING)                                                               \
	X(100, tcp_check_syncookie, WB_DOES_NOTHING)                                                         \
	X(101, sysctl_get_name, WB_TO_SOME_MAP)                                                              \
	X(102, sysctl_get_current_value, WB_TO_MEMORY)                                                       \
	X(103, sysctl_get_new_value, WB_TO_MEMORY)                                                           \
	X(104, sysctl_set_new_value, WB_DOES_WRITE_KERNEL | WB_DOES_GUARD)                                   \
	X(105, strtol, WB_TO_MEMORY)                                                                         \
	X(106, strtoul, WB_TO_MEMORY)                                                                        \
	X(107, sk_storage_get, WB_TO_MAP)                                                                    \
	X(108, sk_storage_delete, WB_TO_MAP)                                                                 \
	X(109, send_signal, WB_DOES_SIGNAL)                                                                  \
	X(110, tcp_gen_syncookie, WB_DOES_NOTHING)                                                           \
	X(111, skb_output, WB_DOES_READ_PACKET | WB_TO_MAP)                                                  \
	X(112, probe_read_user, WB_DOES_READ_USER | WB_TO_MEMORY)                                            \
	X(113, probe_read_kernel, WB_DOES_READ_KERNEL | WB_TO_MEMORY)                                        \
	X(114, probe_read_user_str, WB_DOES_READ_USER | WB_TO_MEMORY)                                        \
	X(115, probe_read_kernel_str, WB_DOES_READ_KERNEL | WB_TO_MEMORY)                                    \
	X(116, tcp_send_ack, WB_DOES_SOCK_CONTROL)                                                           \
	X(117, send_signal_thread, WB_DOES_SIGNAL)                                                           \
	X(118, jiffies64, WB_DOES_NOTHING)                                                                   \
	X(119, read_branch_records, WB_PROBES | WB_TO_SOME_MAP)                                              \
	X(120, get_ns_current_pid_tgid, WB_TO_MEMORY)                                                        \
	X(121, xdp_output, WB_DOES_READ_PACKET | WB_TO_MAP)                                                  \
	X(122, get_netns_cookie, WB_DOES_NOTHING)                                                            \
	X(123, get_current_ancestor_cgroup_id, WB_DOES_NOTHING)                                              \
	X(124, sk_assign, WB_DOES_REDIRECT | WB_DOES_SOCK_CONTROL)                                           \
	X(125, ktime_get_boot_ns, WB_DOES_NOTHING)                                                           \
	X(126, seq_printf, WB_PROBES)                                                                        \
	X(127, seq_write, WB_DOES_NOTHING)                                                                   \
	X(128, sk_cgroup_id, WB_DOES_NOTHING)                                                                \
	X(129, sk_ancestor_cgroup_id, WB_DOES_NOTHING)                                                       \
	X(130, ringbuf_output, WB_TO_MAP)                                                                    \
	X(131, ringbuf_reserve, WB_TO_MAP)                                                                   \
	X(132, ringbuf_submit, WB_DOES_NOTHING)                                                              \
	X(133, ringbuf_discard, WB_DOES_NOTHING)                                                             \
	X(134, ringbuf_query, WB_DOES_NOTHING)                                                               \
	X(135, csum_level, WB_DOES_WRITE_PACKET)                                                             \
	X(136, skc_to_tcp6_sock, WB_DOES_NOTHING)                                                            \
	X(137, skc_to_tcp_sock, WB_DOES_NOTHING)                                                             \
	X(138, skc_to_tcp_timewait_sock, WB_DOES_NOTHING)                                                    \
	X(139, skc_to_tcp_request_sock, WB_DOES_NOTHING)                                                     \
	X(140, skc_to_udp6_sock, WB_DOES_NOTHING)                                                            \
	X(141, get_task_stack, WB_PROBES | WB_TO_MEMORY)                                                     \
	X(142, load_hdr_opt, WB_DOES_READ_PACKET | WB_TO_SOME_MAP)                                           \
	X(143, store_hdr_opt, WB_DOES_WRITE_PACKET)                                                          \
	X(144, reserve_hdr_opt, WB_DOES_WRITE_PACKET)                                                        \
	X(145, inode_storage_get, WB_TO_MAP)                                                                 \
	X(146, inode_storage_delete, WB_TO_MAP)                                                              \
	X(147, d_path, WB_DOES_READ_KERNEL | WB_TO_SOME_MAP)                                                 \
	X(148, copy_from_user, WB_DOES_READ_USER | WB_DOES_SLEEP | WB_TO_MEMORY)                             \
	X(149, snprintf_btf, WB_DOES_READ_KERNEL | WB_TO_SOME_MAP)                                           \
	X(150, seq_printf_btf, WB_DOES_READ_KERNEL)                                                          \
	X(151, skb_cgroup_classid, WB_DOES_NOTHING)                                                          \
	X(152, redirect_neigh, WB_DOES_REDIRECT)                                                             \
	X(153, per_cpu_ptr, WB_DOES_READ_KERNEL)                                                             \
	X(154, this_cpu_ptr, WB_DOES_READ_KERNEL)                                                            \
	X(155, redirect_peer, WB_DOES_REDIRECT)                                                              \
	X(156, task_storage_get, WB_TO_MAP)                                                                  \
	X(157, task_storage_delete, WB_TO_MAP)                                                               \
	X(158, get_current_task_btf, WB_DOES_NOTHING)                                                        \
	X(159, bprm_opts_set, WB_DOES_WRITE_KERNEL | WB_DOES_GUARD)                                          \
	X(160, ktime_get_coarse_ns, WB_DOES_NOTHING)                                                         \
	X(161, ima_inode_hash, WB_DOES_READ_KERNEL | WB_DOES_SLEEP | WB_TO_MEMORY)                           \
	X(162, sock_from_file, WB_DOES_NOTHING)                                                              \
	X(163, check_mtu, WB_TO_SOME_MAP)                                                                    \
	X(164, for_each_map_elem, WB_DOES_NOTHING)                                                           \
	X(165, snprintf, WB_PROBES | WB_TO_SOME_MAP)                                                         \
	X(166, sys_bpf, WB_WRITES_ANY_MAP | WB_DOES_SLEEP | WB_DOES_GUARD | WB_TO_MEMORY)                    \
	X(167, btf_find_by_name_kind, WB_DOES_SLEEP | WB_DOES_GUARD)                                         \
	X(168, sys_close, WB_DOES_SLEEP | WB_DOES_GUARD)                                                     \
	X(169, timer_init, WB_DOES_TIMER | WB_TO_MAP | WB_TO_SOME_MAP)                                       \
	X(170, timer_set_callback, WB_DOES_TIMER | WB_TO_SOME_MAP)                                           \
	X(171, timer_start, WB_DOES_TIMER | WB_TO_SOME_MAP)                                                  \
	X(172, timer_cancel, WB_DOES_TIMER | WB_TO_SOME_MAP)                                                 \
	X(173, get_func_ip, WB_DOES_NOTHING)                                                                 \
	X(174, get_attach_cookie, WB_DOES_NOTHING)                                                           \
	X(175, task_pt_regs, WB_DOES_NOTHING)                                                                \
	X(176, get_branch_snapshot, WB_PROBES | WB_TO_MEMORY)                                                \
	X(177, trace_vprintk, WB_PROBES)                                                                     \
	X(178, skc_to_unix_sock, WB_DOES_NOTHING)                                                            \
	X(179, kallsyms_lookup_name, WB_DOES_READ_KERNEL | WB_DOES_GUARD | WB_TO_MEMORY)                     \
	X(180, find_vma, WB_DOES_READ_USER)                                                                  \
	X(181, loop, WB_DOES_NOTHING)                                                                        \
	X(182, strncmp, WB_DOES_NOTHING)                                                                     \
	X(183, get_func_arg, WB_TO_MEMORY)                                                                   \
	X(184, get_func_ret, WB_TO_MEMORY)                                                                   \
	X(185, get_func_arg_cnt, WB_DOES_NOTHING)                                                            \
	X(186, get_retval, WB_DOES_NOTHING)                                                                  \
	X(187, set_retval, WB_DOES_OVERRIDE_RETURN)                                                          \
	X(188, xdp_get_buff_len, WB_DOES_NOTHING)                                                            \
	X(189, xdp_load_bytes, WB_DOES_READ_PACKET | WB_TO_MEMORY)                                           \
	X(190, xdp_store_bytes, WB_DOES_WRITE_PACKET)                                                        \
	X(191, copy_from_user_task, WB_DOES_READ_USER | WB_DOES_SLEEP | WB_TO_MEMORY)                        \
	X(192, skb_set_tstamp, WB_DOES_WRITE_PACKET)                                                         \
	X(193, ima_file_hash, WB_DOES_READ_KERNEL | WB_DOES_SLEEP | WB_TO_MEMORY)                            \
	X(194, kptr_xchg, WB_TO_SOME_MAP)                                                                    \
	X(195, map_lookup_percpu_elem, WB_DOES_NOTHING)                                                      \
	X(196, skc_to_mptcp_sock, WB_DOES_NOTHING)                                                           \
	X(197, dynptr_from_mem, WB_TO_MEMORY)                                                                \
	X(198, ringbuf_reserve_dynptr, WB_TO_MAP)                                                            \
	X(199, ringbuf_submit_dynptr, WB_DOES_NOTHING)                                                       \
	X(200, ringbuf_discard_dynptr, WB_DOES_NOTHING)                                                      \
	X(201, dynptr_read, WB_TO_MEMORY)                                                                    \
	X(202, dynptr_write, WB_TO_MEMORY)                                                                   \
	X(203, dynptr_data, WB_DOES_NOTHING)                                                                 \
	X(204, tcp_raw_gen_syncookie_ipv4, WB_DOES_NOTHING)                                                  \
	X(205, tcp_raw_gen_syncookie_ipv6, WB_DOES_NOTHING)                                                  \
	X(206, tcp_raw_check_syncookie_ipv4, WB_DOES_NOTHING)                                                \
	X(207, tcp_raw_check_syncookie_ipv6, WB_DOES_NOTHING)                                                \
	X(208, ktime_get_tai_ns, WB_DOES_NOTHING)                                                            \
	X(209, user_ringbuf_drain, WB_TO_MAP)                                                                \
	X(210, cgrp_storage_get, WB_TO_MAP)                                                                  \
	X(211, cgrp_storage_delete, WB_TO_MAP)

#endif
