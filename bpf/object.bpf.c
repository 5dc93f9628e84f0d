// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* reach.h, asked of the objects that the kernel has: object.h says what each is for. */
#include "object.h"
#include "attr.h"
#include "fd.h"
#include "own.h"
#include "reach.h"
#include "subject.h"

/* NULL: nothing beyond its own, or nothing that could be read. */
static __always_inline const struct wb_reach *wb_reach_of_rule(const struct wb_tool *rule)
{
	__u32 newest = 0, index = rule ? rule->reach : 0;
	void *reaches = index ? bpf_map_lookup_elem(&wb_reaches, &newest) : 0;

	return reaches ? bpf_map_lookup_elem(reaches, &index) : 0;
}

__noinline __u32 wb_access_of_map(__u32 tool, __u64 map)
{
	const struct wb_tool *rule = wb_rule_of_tool(tool);
	const struct wb_reach *reach = wb_reach_of_rule(rule);
	struct wb_map_name name = {};
	__u32 owner, access;

	bpf_probe_read_kernel_str(name.name, sizeof(name.name),
				  (const void *)(map + bpf_core_field_offset(struct bpf_map, name)));
	owner = wb_owner_of_map(map);
	access = wb_access_to_map(rule, reach, tool, owner, &name);
	/* Of one from before, programs that nobody judged may write what is put there. */
	if (WB_READ(struct bpf_map, map, inner_map_meta))
		access =
		    wb_access_to_outer_map(reach, wb_owns(tool, owner) && !wb_map_is_earlier(map), access);
	return access;
}

__noinline __u32 wb_access_of_owner(__u32 tool, __u32 owner)
{
	return wb_access_to_link(wb_reach_of_rule(wb_rule_of_tool(tool)), tool, owner);
}

__noinline __u32 wb_access_of_type(__u32 tool, __u32 type)
{
	return wb_access_to_type(wb_reach_of_rule(wb_rule_of_tool(tool)), type);
}

/* Whether this tool may only read some maps that it can get an fd of. */
__noinline __u32 wb_reads_only(__u32 tool)
{
	const struct wb_reach *reach = wb_reach_of_rule(wb_rule_of_tool(tool));

	return reach && reach->reads_only;
}

/* To a sockmap: the program then decides over all the sockets in it. The kernel asks no mode of its fd. */
static __always_inline int wb_attaches_to_map(__u32 attach_type)
{
	const __u64 types = 1ULL << BPF_SK_SKB_STREAM_PARSER | 1ULL << BPF_SK_SKB_STREAM_VERDICT |
			    1ULL << BPF_SK_MSG_VERDICT | 1ULL << BPF_SK_SKB_VERDICT;

	return attach_type < 64 && types >> attach_type & 1;
}

/* The fd that a command is about, as far as this hook looks at fds. */
static __always_inline __u32 wb_fd_of_command(const union bpf_attr *attr, __u32 command)
{
	const __u64 batches = 1ULL << BPF_MAP_LOOKUP_BATCH | 1ULL << BPF_MAP_LOOKUP_AND_DELETE_BATCH |
			      1ULL << BPF_MAP_UPDATE_BATCH | 1ULL << BPF_MAP_DELETE_BATCH;

	if (batches >> (command & 63) & 1)
		return WB_ATTR(attr, batch.map_fd);
	if (wb_access_of_command(command))
		return WB_ATTR(attr, map_fd);
	if (command == BPF_OBJ_PIN)
		return WB_ATTR(attr, bpf_fd);
	if ((command == BPF_PROG_ATTACH || command == BPF_PROG_DETACH) &&
	    wb_attaches_to_map(WB_ATTR(attr, attach_type)))
		return WB_ATTR(attr, target_fd);
	if (command == BPF_LINK_CREATE && wb_attaches_to_map(WB_ATTR(attr, link_create.attach_type)))
		return WB_ATTR(attr, link_create.target_fd);
	/* Of some hooks, 0 is no fd, and takes away whatever comes first. */
	if (command == BPF_PROG_DETACH)
		return WB_ATTR(attr, attach_bpf_fd) ?: WB_NOT_KNOWN;
	/* PROG_STREAM_READ_BY_FD, 6.18: what one has read, another does not get. Its prog_fd stands here. */
	if (command == 37)
		return WB_ATTR(attr, map_flags);
	/* PROG_ASSOC_STRUCT_OPS, 7.2: its prog_fd stands at the same place. */
	if (command == 38)
		return WB_ATTR(attr, attach_bpf_fd);
	if (command == BPF_PROG_ATTACH)
		return WB_ATTR(attr, attach_flags) & BPF_F_REPLACE ? WB_ATTR(attr, replace_bpf_fd)
								   : WB_NOT_KNOWN;
	if (command == BPF_PROG_BIND_MAP)
		return WB_ATTR(attr, prog_bind_map.prog_fd);
	if (command == BPF_LINK_CREATE)
		return WB_ATTR(attr, link_create.prog_fd);
	if (command == BPF_LINK_UPDATE)
		return WB_ATTR(attr, link_update.link_fd);
	if (command == BPF_LINK_DETACH)
		return WB_ATTR(attr, link_detach.link_fd);
	return command == BPF_ITER_CREATE ? WB_ATTR(attr, iter_create.link_fd) : WB_NOT_KNOWN;
}

__noinline __u64 wb_object_at(struct wb_object_facts *object, __u32 kind, __u64 address, __u32 asked,
			      __u32 tool)
{
	const struct wb_link *link;
	struct bpf_prog_aux *aux;

	if (!object)
		return 0;
	if (kind == WB_OBJECT_MAP) {
		*object = wb_facts_of_map(tool, address, asked);
		return address + bpf_core_field_offset(struct bpf_map, name);
	}
	if (kind == WB_OBJECT_PROGRAM) {
		aux = WB_READ(struct bpf_prog, address, aux);
		*object = wb_facts_of_owner(tool, wb_owner_of_program(aux), kind);
		return (__u64)aux + bpf_core_field_offset(struct bpf_prog_aux, name);
	}
	if (kind == WB_OBJECT_LINK) {
		link = wb_find_link(WB_READ(struct bpf_link, address, id));
		*object = wb_facts_of_owner(tool, link ? link->tool : WB_UNTRUSTED, kind);
		object->own = wb_link_is_own(link);
	}
	return 0;
}

__noinline __u32 wb_is_own_object(__u32 kind, __u64 address)
{
	const struct wb_link *link;

	if (kind == WB_OBJECT_MAP)
		return wb_is_own(kind, WB_READ(struct bpf_map, address, id));
	if (kind == WB_OBJECT_PROGRAM)
		return wb_is_own(kind,
				 WB_READ(struct bpf_prog_aux, WB_READ(struct bpf_prog, address, aux), id));
	if (kind != WB_OBJECT_LINK)
		return 0;
	link = wb_find_link(WB_READ(struct bpf_link, address, id));
	return wb_link_is_own(link);
}

static __always_inline __u64 wb_object_of_fd(struct wb_object_facts *object, __u32 fd, __u32 command,
					     __u32 tool)
{
	__u64 file = wb_file_of_fd(fd);
	__u32 kind = wb_kind_of_file(file);

	/* Attaching a program is a right to it that having its fd includes. */
	if (kind == WB_OBJECT_NONE || (kind == WB_OBJECT_PROGRAM && command == BPF_LINK_CREATE))
		return 0;
	/* What is no element command pins the map, or registers what is in it (struct_ops). */
	return wb_object_at(object, kind, wb_object_of_file(file),
			    wb_access_of_command(command) ?: WB_ACCESS_WRITE, tool);
}

/* At -1, which no fd and no interface can be: systemd asks so whether the kernel knows the command. */
static __always_inline int wb_is_for_no_target(const union bpf_attr *attr)
{
	return WB_ATTR(attr, target_fd) == WB_NOT_KNOWN;
}

__noinline __u64 wb_object_of_command(struct wb_object_facts *object, __u64 address, __u32 command,
				      __u32 tool)
{
	const union bpf_attr *attr = (const union bpf_attr *)address;
	const struct wb_link *link;
	__u64 name;

	if (!object)
		return 0;
	if (command == BPF_MAP_CREATE) {
		object->kind = WB_OBJECT_MAP;
		object->owner = tool;
		object->asked = WB_ACCESS_CREATE;
		object->allowed = wb_access_of_type(tool, WB_ATTR(attr, map_type));
		return (__u64)&attr->map_name;
	}
	if (command == BPF_LINK_GET_FD_BY_ID) {
		link = wb_find_link(WB_ATTR(attr, link_id));
		*object = wb_facts_of_owner(tool, link ? link->tool : WB_UNTRUSTED, WB_OBJECT_LINK);
		object->own = wb_link_is_own(link);
		return 0;
	}
	name = wb_object_of_fd(object, wb_fd_of_command(attr, command), command, tool);
	/* Detached by where it hangs: whose it is, the command does not tell. */
	if (command == BPF_PROG_DETACH && object->kind == WB_OBJECT_NONE && !wb_is_for_no_target(attr))
		*object = wb_facts_of_owner(tool, WB_ANY_OWNER, WB_OBJECT_PROGRAM);
	return name;
}

char _license[] SEC("license") = "Dual BSD/GPL";
