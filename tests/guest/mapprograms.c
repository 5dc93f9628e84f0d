/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that use a map: the kernel asks for no fd's mode when they do. */
#include "mapcalls.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "act.h"

/* Where the element's key, its new value, and the key of the outer map's only element stand. */
enum { KEY = -4, OUTER_KEY = -8, VALUE = -16 };

struct code {
	struct bpf_insn instructions[32];
	uint32_t length;
};

static void emit(struct code *code, int operation, int dst, int src, int offset, int constant)
{
	code->instructions[code->length++] = (struct bpf_insn){
	    .code = (__u8)operation,
	    .dst_reg = (__u8)dst,
	    .src_reg = (__u8)src,
	    .off = (__s16)offset,
	    .imm = constant,
	};
}

static void emit_address(struct code *code, int dst, int offset)
{
	emit(code, BPF_ALU64 | BPF_MOV | BPF_X, dst, BPF_REG_10, 0, 0);
	emit(code, BPF_ALU64 | BPF_ADD | BPF_K, dst, 0, 0, offset);
}

static void emit_map(struct code *code, int map)
{
	emit(code, BPF_LD | BPF_DW | BPF_IMM, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, map);
	emit(code, 0, 0, 0, 0, 0); /* the upper half of the 64-bit constant */
}

static void emit_end(struct code *code, int result)
{
	emit(code, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, result);
	emit(code, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* The map in r1 -> its element in r0; ends where there is none. */
static void emit_lookup(struct code *code, int key, int result)
{
	emit_address(code, BPF_REG_2, key);
	emit(code, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem);
	emit(code, BPF_JMP | BPF_JNE | BPF_K, BPF_REG_0, 0, 2, 0);
	emit_end(code, result);
}

static int load(union bpf_attr *attr, const struct code *code, const char *name)
{
	attr->insns = (uintptr_t)code->instructions;
	attr->insn_cnt = code->length;
	attr->license = (uintptr_t) "GPL";
	strncpy(attr->prog_name, name, sizeof(attr->prog_name) - 1);
	return bpf_call(BPF_PROG_LOAD, attr);
}

/* An outer map with this one in it. */
static int wrap(int map, uint32_t flags)
{
	/* Arrays of maps take no such flags. */
	int outer =
	    map_create("outer", flags ? BPF_MAP_TYPE_HASH_OF_MAPS : BPF_MAP_TYPE_ARRAY_OF_MAPS, flags, map);
	uint32_t fd = (uint32_t)map;

	if (outer >= 0 && map_element(BPF_MAP_UPDATE_ELEM, outer, 0, &fd))
		return -1;
	return outer;
}

static int load_arena_writer(int map, uint64_t value)
{
	struct code code = {.length = 0};
	union bpf_attr attr;

	emit_map(&code, map);
	emit(&code, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_2, 0, 0, 0);
	/* addr_space_cast: from the arena's addresses to the kernel's. */
	emit(&code, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_2, 1, 1);
	emit(&code, BPF_ST | BPF_MEM | BPF_DW, BPF_REG_2, 0, 0, (int)value);
	emit_end(&code, XDP_PASS);
	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_XDP;
	return load(&attr, &code, "arena_writer");
}

int map_load_program(int map, enum map_use use, uint32_t key, uint64_t value)
{
	int wraps = use == MAP_WRITE_INNER || use == MAP_WRITE_SEALED;
	int used = wraps ? wrap(map, use == MAP_WRITE_SEALED ? BPF_F_RDONLY_PROG : 0) : map;
	struct code code = {.length = 0};
	union bpf_attr attr;

	if (used < 0)
		return -1;
	if (use == MAP_WRITE_ARENA)
		return load_arena_writer(map, value);
	emit(&code, BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, KEY, (int)key);
	emit(&code, BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, OUTER_KEY, 0);
	emit(&code, BPF_ST | BPF_MEM | BPF_DW, BPF_REG_10, 0, VALUE, (int)value);
	emit_map(&code, used);
	if (wraps) {
		emit_lookup(&code, OUTER_KEY, XDP_PASS);
		emit(&code, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, BPF_REG_0, 0, 0);
	}
	if (use == MAP_UPDATE) {
		emit_address(&code, BPF_REG_2, KEY);
		emit_address(&code, BPF_REG_3, VALUE);
		emit(&code, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_4, 0, 0, BPF_ANY);
		emit(&code, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_update_elem);
	} else {
		emit_lookup(&code, KEY, XDP_PASS);
	}
	if (use == MAP_READ)
		emit(&code, BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_1, BPF_REG_0, 0, 0);
	else if (use != MAP_UPDATE)
		emit(&code, BPF_ST | BPF_MEM | BPF_DW, BPF_REG_0, 0, 0, (int)value);
	emit_end(&code, XDP_PASS);

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_XDP;
	return load(&attr, &code, "map_user");
}

int map_run_program(int program)
{
	static const char packet[128];
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.test.prog_fd = (__u32)program;
	attr.test.data_in = (uintptr_t)packet;
	attr.test.data_size_in = sizeof(packet);
	return bpf_call(BPF_PROG_TEST_RUN, &attr);
}

int map_attach_verdict(int map)
{
	struct code code = {.length = 0};
	union bpf_attr attr;
	int program;

	emit_end(&code, SK_PASS);
	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_SK_SKB;
	attr.expected_attach_type = BPF_SK_SKB_VERDICT;
	program = load(&attr, &code, "verdict");
	if (program < 0)
		return -1;
	memset(&attr, 0, sizeof(attr));
	attr.target_fd = (__u32)map;
	attr.attach_bpf_fd = (__u32)program;
	attr.attach_type = BPF_SK_SKB_VERDICT;
	return bpf_call(BPF_PROG_ATTACH, &attr);
}

/* To the element in r2, or to the stack: the verifier comes to that first, and keeps no other kind. */
static void emit_mixed_store(struct code *code, uint64_t value)
{
	emit(code, BPF_ST | BPF_MEM | BPF_DW, BPF_REG_10, 0, VALUE, 0);
	emit(code, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_9, BPF_REG_2, 0, 0);
	emit(code, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_get_prandom_u32);
	emit(code, BPF_JMP | BPF_JNE | BPF_K, BPF_REG_0, 0, 2, 7);
	emit_address(code, BPF_REG_9, VALUE);
	emit(code, BPF_ST | BPF_MEM | BPF_DW, BPF_REG_9, 0, 0, (int)value);
}

static void emit_add(struct code *code, uint64_t value)
{
	emit(code, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, 0, 0, (int)value);
	emit(code, BPF_STX | BPF_ATOMIC | BPF_DW, BPF_REG_2, BPF_REG_3, 0, BPF_ADD);
}

/* An iterator over elements; the fourth word of its context is the value, NULL at the end. */
static int load_iterator(enum map_iteration iteration, uint64_t value)
{
	struct code code = {.length = 0};
	union bpf_attr attr;
	int id = libbpf_find_vmlinux_btf_id("bpf_map_elem", BPF_TRACE_ITER);

	if (id < 0)
		return errno = ENOENT, -1;
	emit(&code, BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_2, BPF_REG_1, 24, 0);
	emit(&code, BPF_JMP | BPF_JNE | BPF_K, BPF_REG_2, 0, 2, 0);
	emit_end(&code, 0);
	if (iteration == ITERATE_WRITE)
		emit(&code, BPF_ST | BPF_MEM | BPF_DW, BPF_REG_2, 0, 0, (int)value);
	else if (iteration == ITERATE_MIX)
		emit_mixed_store(&code, value);
	else if (iteration == ITERATE_ADD)
		emit_add(&code, value);
	else
		emit(&code, BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_3, BPF_REG_2, 0, 0);
	emit_end(&code, 0);

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_TRACING;
	attr.expected_attach_type = BPF_TRACE_ITER;
	attr.attach_btf_id = (__u32)id;
	return load(&attr, &code, "map_iterator");
}

int map_iterate(int map, enum map_iteration iteration, uint64_t value)
{
	union bpf_iter_link_info target = {.map.map_fd = (__u32)map};
	int program = load_iterator(iteration, value), link, iterator;
	union bpf_attr attr;
	char byte;

	if (program < 0)
		return -1;
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (__u32)program;
	attr.link_create.attach_type = BPF_TRACE_ITER;
	attr.link_create.iter_info = (uintptr_t)&target;
	attr.link_create.iter_info_len = sizeof(target);
	link = bpf_call(BPF_LINK_CREATE, &attr);
	if (link < 0)
		return -1;
	memset(&attr, 0, sizeof(attr));
	attr.iter_create.link_fd = (__u32)link;
	iterator = bpf_call(BPF_ITER_CREATE, &attr);
	return iterator < 0 || read(iterator, &byte, 1) < 0 ? -1 : 0;
}
