/* SPDX-License-Identifier: Apache-2.0 */
#include "mapcalls.h"

#include "act.h"

#define ELEMENTS 16
#define BATCH 4
/* Where user space would map it: a program is not loaded before that is known. */
#define ARENA_ADDRESS (1ULL << 44)

int map_create(const char *name, enum bpf_map_type type, uint32_t flags, int inner)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = type;
	if (type == MAP_TYPE_ARENA) {
		attr.map_extra = ARENA_ADDRESS;
	} else {
		attr.key_size = sizeof(uint32_t);
		attr.value_size = inner >= 0 ? sizeof(uint32_t) : sizeof(uint64_t);
	}
	attr.max_entries = inner >= 0 ? 1 : ELEMENTS;
	attr.map_flags = flags;
	if (inner >= 0)
		attr.inner_map_fd = (__u32)inner;
	strncpy(attr.map_name, name, sizeof(attr.map_name) - 1);
	return bpf_call(BPF_MAP_CREATE, &attr);
}

int map_open_id(uint32_t id, uint32_t flags)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_id = id;
	attr.open_flags = flags;
	return bpf_call(BPF_MAP_GET_FD_BY_ID, &attr);
}

int map_info(int map, struct bpf_map_info *info)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	memset(info, 0, sizeof(*info));
	attr.info.bpf_fd = (__u32)map;
	attr.info.info_len = sizeof(*info);
	attr.info.info = (uintptr_t)info;
	return bpf_call(BPF_OBJ_GET_INFO_BY_FD, &attr);
}

int map_open_name(const char *name, uint32_t flags)
{
	struct bpf_map_info info;
	int refused = 0, map;
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	for (; !bpf_call(BPF_MAP_GET_NEXT_ID, &attr); attr.start_id = attr.next_id) {
		map = map_open_id(attr.next_id, flags);
		if (map < 0) {
			refused = errno == ENOENT ? refused : errno;
			continue;
		}
		if (!map_info(map, &info) && !strcmp(info.name, name))
			return map;
		close(map);
	}
	/* None was found: perhaps it is one of those that could not be opened. */
	if (errno == ENOENT && refused)
		errno = refused;
	return -1;
}

int map_element(enum bpf_cmd command, int map, uint32_t key, void *value)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (__u32)map;
	attr.key = (uintptr_t)&key;
	attr.value = (uintptr_t)value;
	return bpf_call(command, &attr);
}

int map_dump(int map)
{
	uint32_t key, next;
	union bpf_attr attr;
	uint64_t value;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (__u32)map;
	attr.next_key = (uintptr_t)&next;
	while (!bpf_call(BPF_MAP_GET_NEXT_KEY, &attr)) {
		if (map_element(BPF_MAP_LOOKUP_ELEM, map, next, &value))
			return -1;
		printf("key %u: %llu\n", next, (unsigned long long)value);
		key = next;
		attr.key = (uintptr_t)&key;
	}
	return errno == ENOENT ? 0 : -1;
}

int map_batch(enum bpf_cmd command, int map, uint32_t first, uint64_t value)
{
	uint32_t keys[ELEMENTS], position;
	uint64_t values[ELEMENTS];
	union bpf_attr attr;
	int result;

	for (uint32_t i = 0; i < BATCH; i++) {
		keys[i] = first + i;
		values[i] = value + i;
	}
	memset(&attr, 0, sizeof(attr));
	attr.batch.map_fd = (__u32)map;
	attr.batch.keys = (uintptr_t)keys;
	attr.batch.values = (uintptr_t)values;
	attr.batch.count = BATCH;
	if (command == BPF_MAP_LOOKUP_BATCH || command == BPF_MAP_LOOKUP_AND_DELETE_BATCH) {
		attr.batch.out_batch = (uintptr_t)&position;
		attr.batch.count = ELEMENTS;
	}
	result = bpf_call(command, &attr);
	/* ENOENT is how a batch says that it came to the end. */
	return result && errno == ENOENT ? 0 : result;
}

int map_freeze(int map)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (__u32)map;
	return bpf_call(BPF_MAP_FREEZE, &attr);
}
