// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Memory of the kernel and of user processes. */
#include "case.h"

struct task_struct {
	int pid;
} KERNEL_TYPE;

struct rq {
	unsigned int nr_running;
} KERNEL_TYPE;

/* Per cpu; the verifier knows the type of both, and the fields of the first. */
extern const struct rq runqueues __ksym;
extern const int bpf_prog_active __ksym;

SEC("kprobe")
int mem_regs(__u64 *registers)
{
	return registers[14] == 1; /* rdi: what its context holds is no kernel memory */
}

SEC("fentry/vfs_statx")
int mem_args(__u64 *arguments)
{
	use(arguments[1]); /* a pointer, not followed */
	return 0;
}

SEC("kprobe")
int mem_kernel(__u64 *registers)
{
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), (void *)registers[14]);
	return value == 1;
}

SEC("kprobe")
int mem_kernel_str(__u64 *registers)
{
	char name[16];

	return bpf_probe_read_kernel_str(name, sizeof(name), (void *)registers[14]) == 1;
}

/* The helper from before 5.5: the kernel's memory and users'. */
SEC("kprobe")
int mem_any(__u64 *registers)
{
	__u64 value = 0;

	bpf_probe_read(&value, sizeof(value), (void *)registers[14]);
	return value == 1;
}

/* No helper is called: the verifier turns loads through such pointers into safe ones. */
SEC("tp_btf/sched_process_exit")
int mem_btf_load(__u64 *arguments)
{
	struct task_struct *task = (void *)arguments[0];

	use(task->pid);
	return 0;
}

SEC("fentry/vfs_statx")
int mem_btf_current(__u64 *arguments)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	use(task->pid);
	return 0;
}

SEC("fentry/vfs_statx")
int mem_btf_unread(__u64 *arguments)
{
	use(bpf_get_current_task_btf()); /* where it is, not what it says */
	return 0;
}

SEC("kprobe")
int mem_ksym_struct(__u64 *registers)
{
	const struct rq *here = bpf_this_cpu_ptr(&runqueues);

	return here->nr_running == 1;
}

/* Loaded as plain read-only memory: the pointer's class does not say "kernel". */
SEC("kprobe")
int mem_ksym_int(__u64 *registers)
{
	const int *here = bpf_this_cpu_ptr(&bpf_prog_active);

	return *here == 1;
}

SEC("kprobe")
int mem_user(__u64 *registers)
{
	__u64 value = 0;

	bpf_probe_read_user(&value, sizeof(value), (void *)registers[14]);
	return value == 1;
}

SEC("kprobe")
int mem_user_str(__u64 *registers)
{
	char name[16];

	return bpf_probe_read_user_str(name, sizeof(name), (void *)registers[14]) == 1;
}

SEC("kprobe")
int mem_user_write(__u64 *registers)
{
	__u64 value = 0;

	return bpf_probe_write_user((void *)registers[14], &value, sizeof(value)) != 0;
}

/* Since 6.18 a uprobe may change the registers of the process that it stops. */
SEC("uprobe")
int mem_user_regs(__u64 *registers)
{
	*(volatile __u64 *)&registers[14] = 1;
	return 0;
}
