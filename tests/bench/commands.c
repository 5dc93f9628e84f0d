/* SPDX-License-Identifier: Apache-2.0 */
/* Commands of bpf(), all but the load of programs. */
#include "bpfcall.h"
#include "operations.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>

/* Bit 16 is clear: 7.2 strips it. */
enum { kUnknownCommand = 2000000, kEntries = 64 };

static const char folder[] = "/sys/fs/cgroup/bench";

static int map, program, folder_fd, first_link, made;
static uint32_t map_id;
static uint32_t key;
static uint64_t value;

static union bpf_attr description_of_map(void)
{
	return (union bpf_attr){.map_type = BPF_MAP_TYPE_HASH,
				.key_size = sizeof(key),
				.value_size = sizeof(value),
				.max_entries = kEntries};
}

static int create_map(void)
{
	union bpf_attr attr = description_of_map();

	return bpf(BPF_MAP_CREATE, &attr);
}

static int access_map(int command)
{
	union bpf_attr attr = {.map_fd = (uint32_t)map, .key = (uintptr_t)&key, .value = (uintptr_t)&value};

	return bpf(command, &attr);
}

static uint32_t id_of(int fd)
{
	struct bpf_map_info info = {0};
	union bpf_attr attr = {
	    .info = {.bpf_fd = (uint32_t)fd, .info_len = sizeof(info), .info = (uintptr_t)&info}};

	return bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) ? 0 : info.id;
}

static int load_filter(void)
{
	const struct bpf_insn pass[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 1},
					{.code = BPF_JMP | BPF_EXIT}};
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_CGROUP_SKB,
			       .expected_attach_type = BPF_CGROUP_INET_EGRESS,
			       .insns = (uintptr_t)pass,
			       .insn_cnt = sizeof(pass) / sizeof(*pass),
			       .license = (uintptr_t) "GPL"};

	return bpf(BPF_PROG_LOAD, &attr);
}

static int create_link(void)
{
	union bpf_attr attr = {.link_create = {.prog_fd = (uint32_t)program,
					       .target_fd = (uint32_t)folder_fd,
					       .attach_type = BPF_CGROUP_INET_EGRESS}};

	return bpf(BPF_LINK_CREATE, &attr);
}

/*
 * Who is denied this goes on with fds that are none: denied before anybody looks at them. The
 * first link stays, or each would switch the hook on for the whole kernel.
 */
void prepare_commands(void)
{
	static int prepared;

	if (prepared++)
		return;
	mkdir(folder, 0755);
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	map = create_map();
	access_map(BPF_MAP_UPDATE_ELEM);
	map_id = id_of(map);
	program = load_filter();
	first_link = create_link();
}

static struct sample give_unknown_command(void)
{
	union bpf_attr attr = {0};
	count_t start = count_now();
	int result = bpf(kUnknownCommand, &attr);

	return sample_of(start, count_now(), result);
}

void flood(unsigned int times)
{
	for (unsigned int i = 0; i < times; i++)
		give_unknown_command();
}

static struct sample look_up_nowhere(void)
{
	union bpf_attr attr = {.map_fd = UINT32_MAX, .key = (uintptr_t)&key, .value = (uintptr_t)&value};
	count_t start = count_now();
	int result = bpf(BPF_MAP_LOOKUP_ELEM, &attr);

	return sample_of(start, count_now(), result);
}

static struct sample look_up(void)
{
	count_t start = count_now();
	int result = access_map(BPF_MAP_LOOKUP_ELEM);

	return sample_of(start, count_now(), result);
}

static struct sample update(void)
{
	count_t start = count_now();
	int result = access_map(BPF_MAP_UPDATE_ELEM);

	return sample_of(start, count_now(), result);
}

static struct sample open_by_id(void)
{
	union bpf_attr attr = {.map_id = map_id};
	count_t start = count_now();

	made = bpf(BPF_MAP_GET_FD_BY_ID, &attr);
	return sample_of(start, count_now(), made);
}

static struct sample make_map(void)
{
	union bpf_attr attr = description_of_map();
	count_t start = count_now();

	made = bpf(BPF_MAP_CREATE, &attr);
	return sample_of(start, count_now(), made);
}

static struct sample make_link(void)
{
	count_t start = count_now();

	made = create_link();
	return sample_of(start, count_now(), made);
}

static void close_made(void)
{
	if (made >= 0)
		close(made);
}

/* It is freed by a worker, after a grace period. */
static void free_made(void)
{
	close_made();
	usleep(50000);
}

const struct operation command_operations[] = {
    {.name = "unknown-command", .measure = give_unknown_command},
    {.name = "bad-fd", .measure = look_up_nowhere},
    {.name = "map-lookup", .measure = look_up},
    {.name = "map-update", .measure = update},
    {.name = "map-by-id", .measure = open_by_id, .after = close_made},
    {.name = "map-create", .measure = make_map, .after = free_made},
    {.name = "link-create", .measure = make_link, .after = free_made},
    {0},
};
