// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * bpf() called by a program, in a task that never asked for it: a worker of the
 * kernel, or whichever process the caller chose.
 *
 * Compiled twice: 7.2 changed what these functions take, and libbpf 1.1 gives
 * the whole object up for one that does not match, weak or not.
 */
#include "attack.h"

struct bpf_wq {
	__u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_task_work {
	__u64 opaque;
} __attribute__((aligned(8)));

struct task_struct {
	int pid;
};

struct bpf_map {
	__u32 id;
};

int bpf_wq_init(struct bpf_wq *work, void *map, unsigned int flags) __ksym __weak;
int bpf_wq_start(struct bpf_wq *work, unsigned int flags) __ksym __weak;
struct task_struct *bpf_task_from_pid(int pid) __ksym __weak;
void bpf_task_release(struct task_struct *task) __ksym __weak;

#ifdef SINCE_7_2
int bpf_wq_set_callback(struct bpf_wq *work, int (*callback)(void *, int *, void *),
			unsigned int flags) __ksym __weak;
int bpf_task_work_schedule_signal(struct task_struct *task, struct bpf_task_work *work, void *map,
				  int (*callback)(struct bpf_map *, void *, void *)) __ksym __weak;
#else
int bpf_wq_set_callback_impl(struct bpf_wq *work, int (*callback)(void *, int *, void *), unsigned int flags,
			     void *program) __ksym __weak;
int bpf_task_work_schedule_signal_impl(struct task_struct *task, struct bpf_task_work *work, void *map,
				       int (*callback)(struct bpf_map *, void *, void *),
				       void *program) __ksym __weak;
#define bpf_wq_set_callback(work, callback, flags) bpf_wq_set_callback_impl(work, callback, flags, 0)
#define bpf_task_work_schedule_signal(task, work, map, callback)                                             \
	bpf_task_work_schedule_signal_impl(task, work, map, callback, 0)
#endif

struct queued {
	struct bpf_wq work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct queued);
} queue SEC(".maps");

struct hung {
	struct bpf_task_work work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct hung);
} hook SEC(".maps");

static int in_worker(void *map, int *key, void *value)
{
	happened(nested_map());
	return 0;
}

SEC("syscall")
int deputy_worker(void *context)
{
	__u32 key = 0;
	struct queued *queued = bpf_map_lookup_elem(&queue, &key);

	if (!queued)
		return 1;
	if (bpf_wq_init(&queued->work, &queue, 0))
		return 2;
	if (bpf_wq_set_callback(&queued->work, in_worker, 0))
		return 3;
	return bpf_wq_start(&queued->work, 0) ? 4 : 0;
}

static int in_task(struct bpf_map *map, void *key, void *value)
{
	happened(nested_map());
	return 0;
}

/* The argument of the run is the victim's number. */
SEC("syscall")
int deputy_task(__u64 *argument)
{
	__u32 key = 0;
	struct hung *hung = bpf_map_lookup_elem(&hook, &key);
	struct task_struct *task;
	int error;

	if (!hung)
		return 1;
	task = bpf_task_from_pid((int)*argument);
	if (!task)
		return 2;
	error = bpf_task_work_schedule_signal(task, &hung->work, &hook, in_task);
	bpf_task_release(task);
	return error ? 3 : 0;
}
