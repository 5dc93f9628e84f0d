// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Effects by functions of the kernel that are not helpers. All weak: where one
 * is missing, the programs that call it are refused, and the others load.
 */
#include "case.h"

#define SIGCONT 18

enum pid_type { PIDTYPE_PID, PIDTYPE_TGID };

struct task_struct {
	int pid;
} KERNEL_TYPE;

struct bpf_wq {
	__u64 opaque[2];
} __attribute__((aligned(8)));

void *bpf_rdonly_cast(const void *object, __u32 type) __ksym __weak;
int bpf_send_signal_task(struct task_struct *task, int signal, enum pid_type type, __u64 value) __ksym __weak;
int bpf_copy_from_user_str(void *to, __u32 size, const void *from, __u64 flags) __ksym __weak;
void bpf_rcu_read_lock(void) __ksym __weak;
void bpf_rcu_read_unlock(void) __ksym __weak;
int bpf_dynptr_from_skb(struct __sk_buff *packet, __u64 flags, struct bpf_dynptr *dynptr) __ksym __weak;
void *bpf_dynptr_slice(const struct bpf_dynptr *dynptr, __u32 offset, void *buffer, __u32 size) __ksym __weak;
void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *dynptr, __u32 offset, void *buffer,
			    __u32 size) __ksym __weak;
int bpf_wq_init(struct bpf_wq *work, void *map, unsigned int flags) __ksym __weak;
int bpf_wq_start(struct bpf_wq *work, unsigned int flags) __ksym __weak;

struct queued {
	struct bpf_wq work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct queued);
} queue SEC(".maps");

/* A number becomes a pointer, which may be followed. */
SEC("kprobe")
int kfunc_cast_load(__u64 *registers)
{
	struct task_struct *task =
	    bpf_rdonly_cast((void *)registers[14], bpf_core_type_id_kernel(struct task_struct));

	return task->pid == 1;
}

SEC("kprobe")
int kfunc_cast_only(__u64 *registers)
{
	return bpf_rdonly_cast((void *)registers[14], bpf_core_type_id_kernel(struct task_struct)) == 0;
}

/* Type 0: memory without a type (6.18). */
SEC("kprobe")
int kfunc_cast_void(__u64 *registers)
{
	__u64 *memory = bpf_rdonly_cast((void *)registers[14], 0);

	return *memory == 1;
}

SEC("fentry/vfs_statx")
int kfunc_signal(__u64 *arguments)
{
	bpf_send_signal_task((void *)bpf_get_current_task_btf(), SIGCONT, PIDTYPE_TGID, 0);
	return 0;
}

SEC("uprobe.s")
int kfunc_copy_user(__u64 *registers)
{
	char text[16];

	return bpf_copy_from_user_str(text, sizeof(text), (void *)registers[14], 0) == 1;
}

/* Reads and writes nothing, and is as harmless as an instruction. */
SEC("tc")
int kfunc_harmless(struct __sk_buff *packet)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int kfunc_pkt_read(struct __sk_buff *packet)
{
	unsigned char buffer[4], *slice;
	struct bpf_dynptr data;

	if (bpf_dynptr_from_skb(packet, 0, &data))
		return 0;
	slice = bpf_dynptr_slice(&data, 0, buffer, sizeof(buffer));
	return slice && *slice == 1;
}

SEC("tc")
int kfunc_pkt_write(struct __sk_buff *packet)
{
	unsigned char buffer[4], *slice;
	struct bpf_dynptr data;

	if (bpf_dynptr_from_skb(packet, 0, &data))
		return 0;
	slice = bpf_dynptr_slice_rdwr(&data, 0, buffer, sizeof(buffer));
	if (slice)
		*slice = 1;
	return 0;
}

SEC("tc")
int kfunc_work(struct __sk_buff *packet)
{
	__u32 key = 0;
	struct queued *queued = bpf_map_lookup_elem(&queue, &key);

	if (queued && !bpf_wq_init(&queued->work, &queue, 0))
		bpf_wq_start(&queued->work, 0);
	return 0;
}
