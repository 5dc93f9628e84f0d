// SPDX-License-Identifier: Apache-2.0
#include "cases.h"

#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>

#include "../stage.h"

namespace watchbpf::guest {

constexpr Kernels kNowhere{.since = 99999};
constexpr Kernels kSince612{.since = 612};
constexpr Kernels kUntil72{.since = 612, .until = 702};
constexpr Kernels kSince618{.since = 618};

static int running()
{
	utsname name{};
	int major = 0, minor = 0;
	uname(&name);
	std::sscanf(name.release, "%d.%d", &major, &minor);
	return major * 100 + minor;
}

bool Kernels::here() const
{
	static const int kernel = running();
	return kernel >= since && kernel < until;
}

const std::vector<EffectObject> &effect_objects()
{
	static const std::vector<EffectObject> objects{
	    {"memory",
	     {
		 {"mem_regs", {}},
		 {"mem_args", {}},
		 {"mem_kernel", {"read_kernel"}},
		 {"mem_kernel_str", {"read_kernel"}},
		 // On x86 bpf_probe_read() takes an address of either.
		 {"mem_any", {"read_kernel", "read_user"}},
		 {"mem_btf_load", {"read_kernel"}},
		 {"mem_btf_current", {"read_kernel"}},
		 {"mem_btf_unread", {}},
		 {"mem_ksym_struct", {"read_kernel"}},
		 // PTR_TO_MEM, as of many harmless buffers: only the helper that made it tells.
		 {"mem_ksym_int", {"read_kernel"}},
		 {"mem_user", {"read_user"}},
		 {"mem_user_str", {"read_user"}},
		 {"mem_user_write", {"write_user"}},
		 // A store into the context, which was refused before.
		 {"mem_user_regs", {"write_user"}, kSince618},
	     }},
	    {"passing",
	     {
		 {"pass_kernel_helper", {"read_kernel"}, kSince612},
		 {"pass_kernel_function", {"read_kernel", "write_kernel"}, kUntil72},
		 {"pass_kernel_write", {"read_kernel", "write_kernel"}, kUntil72},
		 {"pass_packet_function", {"read_packet", "write_packet"}},
		 {"pass_value_helper", {"write_shared_map", "write_pinned_map"}},
		 {"pass_value_function", {"write_shared_map", "write_pinned_map"}},
		 {"pass_value_read", {}},
		 {"pass_stack", {}},
	     }},
	    {"packets",
	     {
		 {"xdp_pass", {}},
		 // Loads the packet's address: helpers that are given it read, and don't tell.
		 {"xdp_length", {"read_packet"}},
		 {"xdp_read", {"read_packet"}},
		 {"xdp_load_bytes", {"read_packet"}},
		 {"xdp_write", {"read_packet", "write_packet"}},
		 {"xdp_store_bytes", {"write_packet"}},
		 {"xdp_adjust", {"write_packet"}},
		 {"xdp_redirect", {"redirect"}},
		 {"xdp_redirect_to", {"redirect"}},
		 {"tc_pass", {}},
		 {"tc_read", {"read_packet"}},
		 // BPF_LD | BPF_ABS: neither a load through a pointer nor a call.
		 {"socket_read_abs", {"read_packet"}},
		 {"tc_write", {"write_packet"}},
		 // Metadata: a store into the context.
		 {"tc_mark", {"write_packet"}},
		 {"tc_redirect", {"redirect"}},
		 {"tc_clone", {"redirect"}},
	     }},
	    {"arena",
	     {
		 {"arena_store", {"write_own_map"}, kSince612},
		 {"arena_add", {"write_own_map"}, kSince612},
		 {"arena_load", {}, kSince612},
	     }},
	    {"maps",
	     {
		 {"map_lookup", {}},
		 {"map_lookup_hash", {}},
		 {"map_update", {"write_own_map"}},
		 {"map_delete", {"write_own_map"}},
		 {"map_push", {"write_own_map"}},
		 {"map_pop", {"write_own_map"}}, // one element fewer
		 {"map_peek", {}},
		 {"map_store", {"write_own_map"}},
		 // The verifier records no pointer class for atomics before 7.2: what is not known
		 // is counted as a write.
		 {"map_add", {"write_own_map"}},
		 {"map_exchange", {"write_own_map"}},
		 {"map_global", {"write_own_map"}},
		 {"map_global_read", {}},
		 // The program names the outer map alone; whose is in it, is decided later.
		 {"map_inner", {"write_pinned_map", "write_shared_map"}},
		 {"map_inner_read", {}},
		 {"map_sub", {"write_own_map"}},
		 {"map_global_sub", {"write_own_map"}},
		 // PTR_TO_MEM in a function that is verified alone; the callers tell what it is.
		 {"map_global_arg", {"write_own_map"}},
		 {"map_stack_arg", {}},
		 {"map_loop", {"write_own_map"}},
		 {"map_each", {"write_own_map"}},
		 {"map_each_read", {}},
	     }},
	    {"output",
	     {
		 {"out_comm_map", {"write_own_map"}},
		 {"out_comm_stack", {}},
		 {"out_probe_map", {"read_kernel", "write_own_map"}},
		 {"out_probe_stack", {"read_kernel"}},
		 {"out_reserve", {"write_own_map"}},
		 {"out_ring", {"write_own_map"}},
		 {"out_ring_query", {}},
		 {"out_perf", {"write_own_map"}},
		 // The helper copies from the packet when its flags say so, and they may come from
		 // anywhere: with an sk_buff or xdp_buff as its context it reads packets.
		 {"out_perf_packet", {"read_packet", "write_own_map"}},
		 // bpf_dynptr_from_mem() is the last that is seen of the map.
		 {"out_dynptr", {"write_own_map"}},
		 {"out_slice_store", {"write_own_map"}},
		 {"out_storage", {"write_own_map"}},
		 // As bpf_get_stack(): a flag says whether it is the kernel's or the process's.
		 {"out_stack_id", {"read_kernel", "read_user", "write_own_map"}},
		 // %s follows any address; what the format is, is data.
		 {"out_printk", {"read_kernel", "read_user"}},
		 // PTR_TO_BUF, and no map in used_maps: which one is said at attach, by anybody.
		 {"out_iter", {"write_pinned_map", "write_shared_map"}},
		 {"out_iter_read", {}},
	     }},
	    {"control",
	     {
		 {"signal_process", {"signal"}},
		 {"signal_thread", {"signal"}},
		 // CONFIG_BPF_KPROBE_OVERRIDE is not set in Debian's cloud kernels.
		 {"override_return", {"override_return"}, kNowhere},
		 {"tail_call", {"tail_call"}},
		 {"tail_called", {}},
		 {"sleepable", {"sleep"}},
		 {"sleepable_copy", {"read_user", "sleep"}},
		 // The timer lies in a map's value.
		 {"timer", {"timer", "write_own_map"}},
	     }},
	    {"sockets",
	     {
		 {"sock_ops", {}},
		 {"sock_ops_option", {"sock_control"}},
		 {"sock_connect", {}},
		 // Stores into the context.
		 {"sock_connect_to", {"sock_control"}},
		 {"sock_bound", {"sock_control"}},
	     }},
	    {"reach",
	     {
		 {"reach_dead", {}},
		 {"reach_live", {"signal"}},
		 {"reach_sub", {"signal"}},
		 {"reach_dead_sub", {}},
		 {"reach_callback", {"signal"}},
		 {"reach_dead_loop", {}},
		 {"reach_global", {"signal"}},
		 // Until 6.7 a global function is verified, and stays, even if nothing calls it.
		 {"reach_no_global", {"signal"}, {.until = 608}},
		 {"reach_no_global", {}, {.since = 608}},
		 {"reach_no_store", {}},
		 {"reach_inlined", {}},
	     }},
	    {"kfuncs",
	     {
		 {"kfunc_cast_load", {"read_kernel"}, kSince612},
		 // To no type, its loads look like those of any memory: the cast counts.
		 {"kfunc_cast_only", {"read_kernel"}, kSince612},
		 // PTR_TO_MEM | MEM_RDONLY | PTR_UNTRUSTED; 6.12 wants a struct.
		 {"kfunc_cast_void", {"read_kernel"}, kSince618},
		 {"kfunc_signal", {"signal"}, kSince618},
		 {"kfunc_copy_user", {"read_user", "sleep"}, kSince612},
		 {"kfunc_harmless", {}, kSince612},
		 // The slice is PTR_TO_MEM; what made the dynptr leaves open which of both it is for.
		 {"kfunc_pkt_read", {"read_packet", "write_packet"}, kSince612},
		 {"kfunc_pkt_write", {"read_packet", "write_packet"}, kSince612},
		 // The work queue lies in a map's value, and its callback may sleep.
		 {"kfunc_work", {"sleep", "timer", "write_own_map"}, kSince612},
	     }},
	    {"struct_ops",
	     {
		 // In the kernel's place, whatever it does there.
		 {"ops_pass", {"write_kernel"}},
		 {"ops_read", {"read_kernel", "write_kernel"}},
		 {"ops_write", {"write_kernel"}},
	     }},
	};
	return objects;
}

const std::vector<EffectObject> &attack_objects()
{
	static const std::vector<EffectObject> objects{
	    {"guard",
	     {
		 {"deny_probe", {"guard"}},
		 {"skip_fmod_ret", {"guard"}},
		 // Since 6.12 the verifier wants -4095..0 of an LSM program...
		 {"skip_lsm", {"guard"}, {.until = 612}},
		 // ...and since 7.2 of bpf_set_retval() in one for cgroups.
		 {"skip_lsm_cgroup", {"guard"}, {.until = 702}},
		 {"watch_security", {"guard"}},
		 {"watch_lsm", {"guard"}},
		 {"watch_verifier", {"guard"}},
	     }},
	    {"replace",
	     {
		 {"replace_me", {}}, // the victim
		 {"replacement", {"guard"}},
	     }},
	    {"nested",
	     {
		 {"nested_create", {"guard"}},
		 {"nested_load", {"guard"}},
	     }},
	    // The same source twice: the functions that it calls are not what they were before 7.2.
	    {"deputy",
	     {
		 {"deputy_worker", {"guard"}, {.since = 612, .until = 702}},
		 {"deputy_task", {"guard"}, {.since = 618, .until = 702}},
	     }},
	    {"deputy_7_2",
	     {
		 {"deputy_worker", {"guard"}, {.since = 702}},
		 {"deputy_task", {"guard"}, {.since = 702}},
	     }},
	};
	return objects;
}

const EffectCase *case_here(const EffectObject &object, const std::string &program)
{
	const auto found = std::find_if(object.cases.begin(), object.cases.end(), [&](const EffectCase &row) {
		return row.program == program && row.kernels.here();
	});
	return found == object.cases.end() ? nullptr : &*found;
}

std::vector<std::string> load_command(const EffectObject &object, const std::string &program)
{
	const std::string path = stage::effects(object.name);
	if (program == "replacement")
		return {stage::load_object(), path, program, "--onto", path + "=replace_me"};
	return {stage::load_object(), path, program};
}

} // namespace watchbpf::guest
