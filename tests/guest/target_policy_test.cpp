// SPDX-License-Identifier: Apache-2.0
// What a program is for, by the names that the kernel has for it: functions, the
// targets of BPF iterators, tracepoints.
#include <catch2/catch.hpp>

#include "decides.h"

using namespace watchbpf::guest;

static const Load kFunction{"memory", "mem_args"};       // fentry/vfs_statx
static const Load kTracepoint{"memory", "mem_btf_load"}; // tp_btf/sched_process_exit
static const Load kIterator{"output", "out_iter_read"};  // iter/bpf_map_elem
static const Load kLater{"memory", "mem_regs"};          // a kprobe, of whatever it is attached to

static ToolRule for_targets(const std::string &list)
{
	return {.types = "kprobe, tracing", .programs = "targets: [" + list + "]"};
}

TEST_CASE("target policy: iterators by what they walk, tracepoints by their own name, beginnings of names")
{
	decides({
	    {"an iterator",
	     for_targets("bpf_iter_bpf_map_elem"),
	     {{kFunction, "target"}, {kTracepoint, "target"}},
	     {kIterator, kLater}},
	    {"a tracepoint",
	     for_targets("sched_process_exit"),
	     {{kFunction, "target"}, {kIterator, "target"}},
	     {kTracepoint, kLater}},
	    {"beginnings",
	     for_targets("'bpf_iter_*', 'vfs_*'"),
	     {{kTracepoint, "target"}},
	     {kIterator, kFunction, kLater}},
	    // The kernel's type behind it is called btf_trace_sched_process_exit.
	    {"what is no beginning of its name",
	     for_targets("'btf_trace_*', 'sched_process_ex'"),
	     {{kTracepoint, "target"}, {kIterator, "target"}},
	     {kLater}},
	});
}
