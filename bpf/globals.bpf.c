// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The variables that maps.h declares; weak ones would exist once a file. */
#include "maps.h"

const volatile __u32 wb_audit = 0;
const volatile __u32 wb_generation = 0;
const volatile __u32 wb_exec_events = WB_EXECS_ALL;
const volatile __u32 wb_cpus = 0;
const volatile __u32 wb_sees_pins = 0;
const volatile __u32 wb_traces = 0;

__u64 wb_map_written_stats, wb_memory_given_stats;
__u64 wb_counters[WB_COUNTERS];

char _license[] SEC("license") = "Dual BSD/GPL";
