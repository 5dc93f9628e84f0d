// SPDX-License-Identifier: Apache-2.0
#include "policy/kfuncs.h"

#include <algorithm>

#include "bpf/effects.h"

namespace watchbpf::policy {

namespace {

constexpr std::uint32_t kNothing = WB_DOES_NOTHING;
constexpr std::uint32_t kTaskWork =
    WB_DOES_SLEEP | WB_DOES_TIMER | WB_WRITES_MAP_ARGUMENT | WB_WRITES_SOME_MAP;

// As in bpf/helpers.h: what a call can do with the worst arguments. Beyond that:
//
// - bpf_str* and bpf_iter_bits_new follow any address that they are given
//   (arguments "__ign"), without a check by the verifier.
// - Functions of a `const struct cpumask *` take any mask of the kernel's; a
//   program's own masks and list and tree nodes can hang on a map's value, so
//   changing them counts as writing it.
// - bpf_dynptr_from_skb, _skb_meta and _xdp are the only ways to a packet's
//   dynptr; whether it will be written is decided later, so both are said here.
// - A lock, list, tree, work queue or timer sits in a map's value, and the verifier
//   does not tell whose (WB_WRITES_SOME_MAP).
// - A dynptr as a destination may be a map's value.
// - bpf_lookup_user_key can create keyrings (KEY_LOOKUP_CREATE).
// - bpf_iter_task_vma_new tells what a process has mapped, as find_vma does.
// - Work queues and task work run a callback that may sleep, later, the latter
//   in a task of the program's choice. What the callback does is seen in it.
// - TCP's congestion control (tcp_*, cubictcp_*) is called from struct_ops to
//   steer one connection.
//
// Left out, thus unknown: scx_*, qdiscs, io_uring, wakeup sources, crash_kexec,
// bpf_dynptr_from_file and bpf_real_data_inode (no effect is called "files"),
// and the kernel's own tests.
constexpr Kfunc kKfuncs[] = {
    {"__bpf_trap", kNothing},
    {"bpf_arena_alloc_pages", WB_DOES_SLEEP | WB_WRITES_MAP_ARGUMENT},
    {"bpf_arena_free_pages", WB_DOES_SLEEP | WB_WRITES_MAP_ARGUMENT},
    {"bpf_arena_reserve_pages", WB_DOES_SLEEP | WB_WRITES_MAP_ARGUMENT},
    {"bpf_cast_to_kern_ctx", WB_DOES_READ_KERNEL},
    {"bpf_cgroup_acquire", kNothing},
    {"bpf_cgroup_ancestor", kNothing},
    {"bpf_cgroup_from_id", kNothing},
    {"bpf_cgroup_read_xattr", WB_DOES_READ_KERNEL | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_cgroup_release", kNothing},
    {"bpf_copy_from_user_dynptr", WB_DOES_READ_USER | WB_DOES_SLEEP | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_copy_from_user_str", WB_DOES_READ_USER | WB_DOES_SLEEP | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_copy_from_user_str_dynptr", WB_DOES_READ_USER | WB_DOES_SLEEP | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_copy_from_user_task_dynptr", WB_DOES_READ_USER | WB_DOES_SLEEP | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_copy_from_user_task_str", WB_DOES_READ_USER | WB_DOES_SLEEP | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_copy_from_user_task_str_dynptr", WB_DOES_READ_USER | WB_DOES_SLEEP | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_cpumask_acquire", kNothing},
    {"bpf_cpumask_and", WB_DOES_READ_KERNEL | WB_WRITES_SOME_MAP},
    {"bpf_cpumask_any_and_distribute", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_any_distribute", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_clear", WB_WRITES_SOME_MAP},
    {"bpf_cpumask_clear_cpu", WB_WRITES_SOME_MAP},
    {"bpf_cpumask_copy", WB_DOES_READ_KERNEL | WB_WRITES_SOME_MAP},
    {"bpf_cpumask_create", kNothing},
    {"bpf_cpumask_empty", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_equal", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_first", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_first_and", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_first_zero", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_full", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_intersects", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_or", WB_DOES_READ_KERNEL | WB_WRITES_SOME_MAP},
    {"bpf_cpumask_populate", WB_WRITES_SOME_MAP},
    {"bpf_cpumask_release", kNothing},
    {"bpf_cpumask_set_cpu", WB_WRITES_SOME_MAP},
    {"bpf_cpumask_setall", WB_WRITES_SOME_MAP},
    {"bpf_cpumask_subset", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_test_and_clear_cpu", WB_WRITES_SOME_MAP},
    {"bpf_cpumask_test_and_set_cpu", WB_WRITES_SOME_MAP},
    {"bpf_cpumask_test_cpu", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_weight", WB_DOES_READ_KERNEL},
    {"bpf_cpumask_xor", WB_DOES_READ_KERNEL | WB_WRITES_SOME_MAP},
    {"bpf_crypto_ctx_acquire", kNothing},
    {"bpf_crypto_ctx_create", WB_DOES_SLEEP | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_crypto_ctx_release", kNothing},
    {"bpf_crypto_decrypt", WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_crypto_encrypt", WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_dynptr_adjust", kNothing},
    {"bpf_dynptr_clone", kNothing},
    {"bpf_dynptr_copy", WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_dynptr_from_skb", WB_DOES_READ_PACKET | WB_DOES_WRITE_PACKET},
    {"bpf_dynptr_from_skb_meta", WB_DOES_READ_PACKET | WB_DOES_WRITE_PACKET},
    {"bpf_dynptr_from_xdp", WB_DOES_READ_PACKET | WB_DOES_WRITE_PACKET},
    {"bpf_dynptr_is_null", kNothing},
    {"bpf_dynptr_is_rdonly", kNothing},
    {"bpf_dynptr_memset", WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_dynptr_size", kNothing},
    {"bpf_dynptr_slice", WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_dynptr_slice_rdwr", WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_get_dentry_xattr", WB_DOES_READ_KERNEL | WB_DOES_SLEEP | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_get_file_xattr", WB_DOES_READ_KERNEL | WB_DOES_SLEEP | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_get_fsverity_digest", WB_DOES_READ_KERNEL | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_get_kmem_cache", WB_DOES_READ_KERNEL},
    {"bpf_get_mem_cgroup", kNothing},
    {"bpf_get_root_mem_cgroup", kNothing},
    {"bpf_get_task_exe_file", kNothing},
    {"bpf_iter_bits_destroy", kNothing},
    {"bpf_iter_bits_new", WB_DOES_READ_KERNEL},
    {"bpf_iter_bits_next", kNothing},
    {"bpf_iter_css_destroy", kNothing},
    {"bpf_iter_css_new", kNothing},
    {"bpf_iter_css_next", kNothing},
    {"bpf_iter_css_task_destroy", kNothing},
    {"bpf_iter_css_task_new", kNothing},
    {"bpf_iter_css_task_next", kNothing},
    {"bpf_iter_dmabuf_destroy", WB_DOES_SLEEP},
    {"bpf_iter_dmabuf_new", WB_DOES_SLEEP},
    {"bpf_iter_dmabuf_next", WB_DOES_SLEEP},
    {"bpf_iter_kmem_cache_destroy", WB_DOES_SLEEP},
    {"bpf_iter_kmem_cache_new", WB_DOES_SLEEP},
    {"bpf_iter_kmem_cache_next", WB_DOES_SLEEP},
    {"bpf_iter_num_destroy", kNothing},
    {"bpf_iter_num_new", kNothing},
    {"bpf_iter_num_next", kNothing},
    {"bpf_iter_task_destroy", kNothing},
    {"bpf_iter_task_new", kNothing},
    {"bpf_iter_task_next", kNothing},
    {"bpf_iter_task_vma_destroy", kNothing},
    {"bpf_iter_task_vma_new", WB_DOES_READ_USER},
    {"bpf_iter_task_vma_next", kNothing},
    {"bpf_key_put", kNothing},
    {"bpf_list_add", WB_WRITES_SOME_MAP},
    {"bpf_list_back", kNothing},
    {"bpf_list_del", WB_WRITES_SOME_MAP},
    {"bpf_list_empty", kNothing},
    {"bpf_list_front", kNothing},
    {"bpf_list_is_first", kNothing},
    {"bpf_list_is_last", kNothing},
    {"bpf_list_pop_back", WB_WRITES_SOME_MAP},
    {"bpf_list_pop_front", WB_WRITES_SOME_MAP},
    {"bpf_list_push_back", WB_WRITES_SOME_MAP},
    {"bpf_list_push_back_impl", WB_WRITES_SOME_MAP},
    {"bpf_list_push_front", WB_WRITES_SOME_MAP},
    {"bpf_list_push_front_impl", WB_WRITES_SOME_MAP},
    {"bpf_local_irq_restore", kNothing},
    {"bpf_local_irq_save", kNothing},
    {"bpf_lookup_system_key", kNothing},
    {"bpf_lookup_user_key", WB_DOES_WRITE_KERNEL | WB_DOES_SLEEP},
    {"bpf_map_sum_elem_count", kNothing},
    {"bpf_mem_cgroup_flush_stats", WB_DOES_SLEEP},
    {"bpf_mem_cgroup_memory_events", kNothing},
    {"bpf_mem_cgroup_page_state", kNothing},
    {"bpf_mem_cgroup_usage", kNothing},
    {"bpf_mem_cgroup_vm_events", kNothing},
    {"bpf_obj_drop", kNothing},
    {"bpf_obj_drop_impl", kNothing},
    {"bpf_obj_new", kNothing},
    {"bpf_obj_new_impl", kNothing},
    {"bpf_path_d_path", WB_DOES_READ_KERNEL | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_percpu_obj_drop", kNothing},
    {"bpf_percpu_obj_drop_impl", kNothing},
    {"bpf_percpu_obj_new", kNothing},
    {"bpf_percpu_obj_new_impl", kNothing},
    {"bpf_preempt_disable", kNothing},
    {"bpf_preempt_enable", kNothing},
    {"bpf_probe_read_kernel_dynptr", WB_DOES_READ_KERNEL | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_probe_read_kernel_str_dynptr", WB_DOES_READ_KERNEL | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_probe_read_user_dynptr", WB_DOES_READ_USER | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_probe_read_user_str_dynptr", WB_DOES_READ_USER | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_put_file", kNothing},
    {"bpf_put_mem_cgroup", kNothing},
    {"bpf_rbtree_add", WB_WRITES_SOME_MAP},
    {"bpf_rbtree_add_impl", WB_WRITES_SOME_MAP},
    {"bpf_rbtree_first", kNothing},
    {"bpf_rbtree_left", kNothing},
    {"bpf_rbtree_remove", WB_WRITES_SOME_MAP},
    {"bpf_rbtree_right", kNothing},
    {"bpf_rbtree_root", kNothing},
    {"bpf_rcu_read_lock", kNothing},
    {"bpf_rcu_read_unlock", kNothing},
    {"bpf_rdonly_cast", WB_DOES_READ_KERNEL},
    {"bpf_refcount_acquire", kNothing},
    {"bpf_refcount_acquire_impl", kNothing},
    {"bpf_remove_dentry_xattr", WB_DOES_WRITE_KERNEL | WB_DOES_SLEEP},
    {"bpf_res_spin_lock", WB_WRITES_SOME_MAP},
    {"bpf_res_spin_lock_irqsave", WB_WRITES_SOME_MAP},
    {"bpf_res_spin_unlock", WB_WRITES_SOME_MAP},
    {"bpf_res_spin_unlock_irqrestore", WB_WRITES_SOME_MAP},
    {"bpf_send_signal_task", WB_DOES_SIGNAL},
    {"bpf_session_cookie", kNothing},
    {"bpf_session_is_return", kNothing},
    {"bpf_set_dentry_xattr", WB_DOES_WRITE_KERNEL | WB_DOES_SLEEP},
    {"bpf_sk_assign_tcp_reqsk", WB_DOES_REDIRECT | WB_DOES_SOCK_CONTROL},
    {"bpf_skb_get_hash", kNothing},
    {"bpf_sock_addr_set_sun_path", WB_DOES_SOCK_CONTROL},
    {"bpf_sock_destroy", WB_DOES_SOCK_CONTROL},
    {"bpf_sock_ops_enable_tx_tstamp", WB_DOES_WRITE_PACKET | WB_DOES_SOCK_CONTROL},
    {"bpf_strcasecmp", WB_DOES_READ_KERNEL},
    {"bpf_strcasestr", WB_DOES_READ_KERNEL},
    {"bpf_strchr", WB_DOES_READ_KERNEL},
    {"bpf_strchrnul", WB_DOES_READ_KERNEL},
    {"bpf_strcmp", WB_DOES_READ_KERNEL},
    {"bpf_strcspn", WB_DOES_READ_KERNEL},
    {"bpf_stream_print_stack", WB_DOES_READ_KERNEL},
    {"bpf_stream_vprintk", WB_DOES_READ_KERNEL | WB_DOES_READ_USER},
    {"bpf_stream_vprintk_impl", WB_DOES_READ_KERNEL | WB_DOES_READ_USER},
    {"bpf_strlen", WB_DOES_READ_KERNEL},
    {"bpf_strncasecmp", WB_DOES_READ_KERNEL},
    {"bpf_strncasestr", WB_DOES_READ_KERNEL},
    {"bpf_strnchr", WB_DOES_READ_KERNEL},
    {"bpf_strnlen", WB_DOES_READ_KERNEL},
    {"bpf_strnstr", WB_DOES_READ_KERNEL},
    {"bpf_strrchr", WB_DOES_READ_KERNEL},
    {"bpf_strspn", WB_DOES_READ_KERNEL},
    {"bpf_strstr", WB_DOES_READ_KERNEL},
    {"bpf_task_acquire", kNothing},
    {"bpf_task_from_pid", kNothing},
    {"bpf_task_from_vpid", kNothing},
    {"bpf_task_get_cgroup1", kNothing},
    {"bpf_task_release", kNothing},
    {"bpf_task_under_cgroup", kNothing},
    {"bpf_task_work_schedule_resume", kTaskWork},
    {"bpf_task_work_schedule_resume_impl", kTaskWork},
    {"bpf_task_work_schedule_signal", kTaskWork},
    {"bpf_task_work_schedule_signal_impl", kTaskWork},
    {"bpf_throw", kNothing},
    {"bpf_timer_cancel_async", WB_DOES_TIMER | WB_WRITES_SOME_MAP},
    {"bpf_verify_pkcs7_signature", WB_DOES_SLEEP},
    {"bpf_wq_init", WB_DOES_TIMER | WB_WRITES_MAP_ARGUMENT | WB_WRITES_SOME_MAP},
    {"bpf_wq_set_callback", WB_DOES_SLEEP | WB_DOES_TIMER | WB_WRITES_SOME_MAP},
    {"bpf_wq_set_callback_impl", WB_DOES_SLEEP | WB_DOES_TIMER | WB_WRITES_SOME_MAP},
    {"bpf_wq_start", WB_DOES_SLEEP | WB_DOES_TIMER | WB_WRITES_SOME_MAP},
    {"bpf_xdp_get_xfrm_state", WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_xdp_metadata_rx_hash", WB_DOES_READ_PACKET | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_xdp_metadata_rx_timestamp", WB_DOES_READ_PACKET | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_xdp_metadata_rx_vlan_tag", WB_DOES_READ_PACKET | WB_WRITES_MEMORY_ARGUMENT},
    {"bpf_xdp_pull_data", WB_DOES_READ_PACKET},
    {"bpf_xdp_xfrm_state_release", kNothing},
    {"cgroup_rstat_flush", WB_DOES_SLEEP},
    {"cgroup_rstat_updated", WB_DOES_WRITE_KERNEL},
    {"css_rstat_flush", WB_DOES_SLEEP},
    {"css_rstat_updated", WB_DOES_WRITE_KERNEL},
    {"cubictcp_acked", WB_DOES_SOCK_CONTROL},
    {"cubictcp_cong_avoid", WB_DOES_SOCK_CONTROL},
    {"cubictcp_cwnd_event", WB_DOES_SOCK_CONTROL},
    {"cubictcp_cwnd_event_tx_start", WB_DOES_SOCK_CONTROL},
    {"cubictcp_init", WB_DOES_SOCK_CONTROL},
    {"cubictcp_recalc_ssthresh", WB_DOES_SOCK_CONTROL},
    {"cubictcp_state", WB_DOES_SOCK_CONTROL},
    {"tcp_cong_avoid_ai", WB_DOES_SOCK_CONTROL},
    {"tcp_reno_cong_avoid", WB_DOES_SOCK_CONTROL},
    {"tcp_reno_ssthresh", WB_DOES_SOCK_CONTROL},
    {"tcp_reno_undo_cwnd", WB_DOES_SOCK_CONTROL},
    {"tcp_slow_start", WB_DOES_SOCK_CONTROL},
};

constexpr bool names_ascend()
{
	return std::ranges::adjacent_find(kKfuncs, std::ranges::greater_equal{}, &Kfunc::name) ==
	       std::ranges::end(kKfuncs);
}
static_assert(names_ascend(), "sorted for the binary search, each name once");

} // namespace

std::span<const Kfunc> kfuncs()
{
	return kKfuncs;
}

std::optional<std::uint32_t> effects_of_kfunc(std::string_view name)
{
	const auto row = std::ranges::lower_bound(kKfuncs, name, {}, &Kfunc::name);
	return row == std::ranges::end(kKfuncs) || row->name != name ? std::nullopt
								     : std::optional(row->effects);
}

} // namespace watchbpf::policy
