// SPDX-License-Identifier: Apache-2.0
// The rows of bpf/helpers.h against the kernel's UAPI header, those of
// policy/kfuncs.cpp, and the words for both.
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <linux/bpf.h>

#include "bpf/helpers.h"
#include "policy/kfuncs.h"
#include "policy/vocabulary.h"

using namespace watchbpf::policy;

namespace {

// The header's own list, whatever it calls it (6.3 put a number into each row).
struct Helper {
	std::uint32_t number;
	const char *name;
};
#ifdef ___BPF_FUNC_MAPPER
#define X(name, number, ...) {number, #name},
constexpr Helper kHeader[] = {___BPF_FUNC_MAPPER(X)};
#else
#define X(name)                                                                                              \
	{                                                                                                    \
		BPF_FUNC_##name, #name                                                                       \
	}
constexpr Helper kHeader[] = {__BPF_FUNC_MAPPER(X)};
#endif
#undef X

struct Effects {
	std::uint32_t number;
	const char *name;
	std::uint32_t effects;
};
#define X(number, name, effects) {number, #name, effects},
constexpr Effects kRows[] = {WB_HELPERS(X)};
#undef X

// Newer than Debian 12's header, and the last two that there will be.
constexpr Helper kLaterHelpers[] = {{210, "cgrp_storage_get"}, {211, "cgrp_storage_delete"}};

constexpr std::uint32_t kEveryEffect = (1u << WB_EFFECT_COUNT) - 1;
constexpr std::uint32_t kDefined =
    kEveryEffect | WB_READS_CONTEXT | WB_WRITES_SOME_MAP | WB_WRITES_MAP_ARGUMENT | WB_WRITES_MEMORY_ARGUMENT;

std::uint32_t helper(std::string_view name)
{
	const auto number = helper_number(name);
	INFO(name);
	REQUIRE(number);
	return *effects_of_helper(*number);
}

} // namespace

TEST_CASE("every helper of the UAPI header has a row with its number and name", "[effects]")
{
	std::vector<Helper> kernel(std::begin(kHeader), std::end(kHeader));
	if (kernel.size() < 212)
		kernel.insert(kernel.end(), std::begin(kLaterHelpers), std::end(kLaterHelpers));
	for (const auto &[number, name] : kernel) {
		if (number == 0)
			continue;
		INFO(number << " " << name);
		CHECK(helper_name(number) == name);
		CHECK(effects_of_helper(number));
	}
	CHECK(helper_names().size() == kernel.size() - 1); // but for "unspec"
}

TEST_CASE("helper rows ascend without a gap and use defined bits", "[effects]")
{
	std::set<std::string> names;
	std::uint32_t expected = 1;
	for (const auto &[number, name, effects] : kRows) {
		INFO(name);
		CHECK(number == expected++);
		CHECK(names.insert(name).second);
		CHECK((effects & ~kDefined) == 0);
		CHECK((effects & WB_DOES_UNKNOWN) == 0);
	}
	CHECK(expected == 212);
}

TEST_CASE("each effect has the helpers that a person would expect", "[effects]")
{
	const struct {
		std::uint32_t effect;
		std::vector<const char *> helpers;
	} expected[] = {
	    {WB_DOES_READ_KERNEL,
	     {"probe_read", "probe_read_str", "probe_read_kernel", "probe_read_kernel_str", "snprintf_btf",
	      "seq_printf_btf", "get_stack", "get_stackid", "get_task_stack", "snprintf", "seq_printf",
	      "trace_printk", "trace_vprintk", "per_cpu_ptr", "this_cpu_ptr", "d_path",
	      "kallsyms_lookup_name"}},
	    {WB_DOES_WRITE_KERNEL, {"bprm_opts_set", "sysctl_set_new_value", "rc_keydown"}},
	    {WB_DOES_READ_USER,
	     {"probe_read", "probe_read_str", "probe_read_user", "probe_read_user_str", "copy_from_user",
	      "copy_from_user_task", "get_stack", "snprintf", "trace_printk"}},
	    {WB_DOES_WRITE_USER, {"probe_write_user"}},
	    {WB_DOES_READ_PACKET,
	     {"skb_load_bytes", "skb_load_bytes_relative", "xdp_load_bytes", "load_hdr_opt", "skb_output",
	      "xdp_output", "getsockopt"}},
	    {WB_DOES_WRITE_PACKET,
	     {"skb_store_bytes", "xdp_store_bytes", "l3_csum_replace", "skb_change_head", "skb_change_tail",
	      "skb_vlan_push", "xdp_adjust_head", "msg_push_data", "store_hdr_opt"}},
	    {WB_DOES_REDIRECT,
	     {"redirect", "redirect_map", "redirect_peer", "redirect_neigh", "clone_redirect",
	      "sk_redirect_map", "sk_redirect_hash", "msg_redirect_map", "msg_redirect_hash", "sk_assign",
	      "lwt_seg6_action"}},
	    {WB_DOES_WRITE_OWN_MAP, {"sys_bpf"}},
	    {WB_DOES_WRITE_SHARED_MAP, {"sys_bpf"}},
	    {WB_DOES_WRITE_PINNED_MAP, {"sys_bpf"}},
	    {WB_DOES_SIGNAL, {"send_signal", "send_signal_thread"}},
	    {WB_DOES_OVERRIDE_RETURN, {"override_return", "set_retval"}},
	    {WB_DOES_TAIL_CALL, {"tail_call"}},
	    {WB_DOES_SLEEP, {"copy_from_user", "copy_from_user_task", "ima_inode_hash", "ima_file_hash"}},
	    {WB_DOES_TIMER, {"timer_init", "timer_set_callback", "timer_start", "timer_cancel"}},
	    {WB_DOES_SOCK_CONTROL,
	     {"setsockopt", "bind", "sk_assign", "sock_ops_cb_flags_set", "tcp_send_ack", "sock_map_update"}},
	    {WB_DOES_GUARD, {"sys_bpf", "sys_close", "bprm_opts_set", "sysctl_set_new_value"}},
	    {WB_WRITES_MAP_ARGUMENT,
	     {"map_update_elem", "map_delete_elem", "map_push_elem", "map_pop_elem", "perf_event_output",
	      "ringbuf_output", "ringbuf_reserve", "ringbuf_reserve_dynptr", "task_storage_get",
	      "sk_storage_get", "inode_storage_get", "cgrp_storage_get", "task_storage_delete",
	      "sock_map_update", "sock_hash_update", "get_stackid", "skb_output", "xdp_output",
	      "user_ringbuf_drain"}},
	    {WB_WRITES_MEMORY_ARGUMENT,
	     {"probe_read", "get_current_comm", "strtol", "map_peek_elem", "map_pop_elem", "dynptr_from_mem",
	      "dynptr_write", "skb_load_bytes", "get_stack", "get_func_arg"}},
	    {WB_WRITES_SOME_MAP,
	     {"snprintf", "spin_lock", "kptr_xchg", "d_path", "fib_lookup", "check_mtu", "timer_start"}},
	    {WB_READS_CONTEXT, {"perf_event_output"}},
	};
	std::uint32_t covered = WB_DOES_UNKNOWN; // no row is
	for (const auto &[effect, helpers] : expected) {
		covered |= effect;
		for (const char *name : helpers) {
			INFO(name);
			CHECK((helper(name) & effect) != 0);
		}
	}
	CHECK(covered == kDefined);
}

TEST_CASE("helpers that do nothing do nothing", "[effects]")
{
	for (const char *name :
	     {"map_lookup_elem", "map_lookup_percpu_elem", "ktime_get_ns", "ktime_get_boot_ns",
	      "get_smp_processor_id", "get_prandom_u32", "get_current_pid_tgid", "get_current_uid_gid",
	      "get_current_task_btf", "get_current_cgroup_id", "loop", "for_each_map_elem", "strncmp",
	      "ringbuf_submit", "ringbuf_discard", "ringbuf_query", "get_attach_cookie", "sk_release"}) {
		INFO(name);
		CHECK(helper(name) == WB_DOES_NOTHING);
	}
}

TEST_CASE("write_user and tail_call belong to one helper each", "[effects]")
{
	for (const std::string_view name : helper_names()) {
		INFO(name);
		CHECK(((helper(name) & WB_DOES_WRITE_USER) != 0) == (name == "probe_write_user"));
		CHECK(((helper(name) & WB_DOES_TAIL_CALL) != 0) == (name == "tail_call"));
	}
}

TEST_CASE("helpers are found by their names and by no others", "[effects]")
{
	CHECK(helper_number("probe_read_kernel") == 113u);
	CHECK(helper_number("bpf_probe_read_kernel") == 113u);
	for (const std::string_view name : helper_names())
		CHECK(helper_name(*helper_number("bpf_" + std::string(name))) == name);
	for (const char *name : {"", "bpf_", "bpf_bpf_loop", "LOOP", "unspec", "113", "helper 113"})
		CHECK_FALSE(helper_number(name));
	for (const std::uint32_t number : {0u, 212u, 4711u}) {
		CHECK(helper_name(number) == "helper " + std::to_string(number));
		CHECK_FALSE(effects_of_helper(number));
	}
}

TEST_CASE("effects have words, both ways", "[effects]")
{
	CHECK(effect_words().size() == WB_EFFECT_COUNT);
	for (std::uint32_t bit = 0; bit < WB_EFFECT_COUNT; bit++) {
		CHECK(effect_bit(effect_word(bit)) == bit);
		CHECK(effects_text(1u << bit) == effect_word(bit));
	}
	CHECK(effect_bit("read_kernel") == std::uint32_t{WB_EFFECT_READ_KERNEL});
	for (const char *word : {"", "READ_KERNEL", "read", "effect 0", "none"})
		CHECK_FALSE(effect_bit(word));
	CHECK(effect_word(WB_EFFECT_COUNT) == "effect 18");
	CHECK(effects_text(WB_DOES_SIGNAL | WB_DOES_READ_KERNEL) == "read_kernel, signal");
	CHECK(effects_text(WB_DOES_NOTHING) == "none");
	CHECK(effects_text(WB_WRITES_MAP_ARGUMENT | WB_READS_CONTEXT) == "none");
}

TEST_CASE("kfunc rows ascend and use defined bits", "[effects]")
{
	std::string_view previous;
	for (const Kfunc &row : kfuncs()) {
		INFO(row.name);
		CHECK(previous < row.name);
		previous = row.name;
		CHECK((row.effects & ~kDefined) == 0);
		CHECK((row.effects & WB_DOES_UNKNOWN) == 0);
		CHECK(effects_of_kfunc(row.name) == row.effects);
	}
}

TEST_CASE("kfuncs do what a person would expect, or are unknown", "[effects]")
{
	const struct {
		const char *name;
		std::uint32_t effect;
	} expected[] = {
	    {"bpf_rdonly_cast", WB_DOES_READ_KERNEL},
	    {"bpf_cast_to_kern_ctx", WB_DOES_READ_KERNEL},
	    {"bpf_strlen", WB_DOES_READ_KERNEL},
	    {"bpf_iter_bits_new", WB_DOES_READ_KERNEL},
	    {"bpf_probe_read_kernel_dynptr", WB_DOES_READ_KERNEL},
	    {"bpf_stream_vprintk", WB_DOES_READ_KERNEL},
	    {"bpf_probe_read_user_dynptr", WB_DOES_READ_USER},
	    {"bpf_copy_from_user_task_str", WB_DOES_READ_USER},
	    {"bpf_copy_from_user_str", WB_DOES_SLEEP},
	    {"bpf_set_dentry_xattr", WB_DOES_WRITE_KERNEL},
	    {"bpf_dynptr_from_skb", WB_DOES_READ_PACKET},
	    {"bpf_dynptr_from_xdp", WB_DOES_WRITE_PACKET},
	    {"bpf_send_signal_task", WB_DOES_SIGNAL},
	    {"bpf_sock_destroy", WB_DOES_SOCK_CONTROL},
	    {"bpf_wq_start", WB_DOES_TIMER},
	    {"bpf_task_work_schedule_signal", WB_DOES_TIMER},
	    {"bpf_arena_alloc_pages", WB_WRITES_MAP_ARGUMENT},
	    {"bpf_dynptr_slice_rdwr", WB_WRITES_MEMORY_ARGUMENT},
	};
	for (const auto &[name, effect] : expected) {
		INFO(name);
		CHECK((effects_of_kfunc(name).value_or(0) & effect) != 0);
	}
	for (const char *name :
	     {"bpf_iter_num_new", "bpf_rcu_read_lock", "bpf_task_from_pid", "bpf_obj_new_impl"})
		CHECK(effects_of_kfunc(name) == std::uint32_t{WB_DOES_NOTHING});
	for (const char *name : {"", "zzz", "crash_kexec", "scx_bpf_kick_cpu", "bpf_rdonly_cas",
				 "bpf_rdonly_castx", "bpf_dynptr_from_file"})
		CHECK_FALSE(effects_of_kfunc(name));
}
