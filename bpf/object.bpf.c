// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The objects behind bpf(): asked again where a program is made and where
 * somebody gets an fd, so that slipping past lsm/bpf gains nothing, and so that
 * nobody gets hold of watchbpf's own maps and programs.
 *
 *	wb_prog_load	lsm/bpf_prog_load		6.9 and later
 *	wb_prog_alloc	lsm/bpf_prog_alloc_security	before
 *	wb_map_fd	lsm/bpf_map
 *	wb_prog_fd	lsm/bpf_prog
 */
#include "judge.h"

#include <bpf/bpf_tracing.h>

static __always_inline int wb_is_own(enum wb_object_kind kind, __u32 id)
{
	struct wb_object object = {.kind = kind, .id = id};

	return bpf_map_lookup_elem(&wb_own_objects, &object) != 0;
}

/*
 * Who lists all programs (bpftool prog list) opens each of them, and goes on
 * after ENOENT only: our own are not there, for everybody.
 */
static __always_inline int wb_judge_fd(struct wb_facts *facts, const struct wb_about *about)
{
	int error = wb_judge(facts, about);

	return error && facts->own_object ? wb_error(-ENOENT) : error;
}

SEC("?lsm/bpf_prog_load")
int BPF_PROG(wb_prog_load, struct bpf_prog *prog)
{
	struct wb_facts facts = wb_facts_at(WB_HOOK_LOAD);
	struct wb_about about = wb_about_nothing();

	facts.program_type = BPF_CORE_READ(prog, type);
	facts.attach_type = BPF_CORE_READ(prog, expected_attach_type);
	about.name = &prog->aux->name;
	return wb_judge(&facts, &about);
}

SEC("?lsm/bpf_prog_alloc_security")
int BPF_PROG(wb_prog_alloc, struct bpf_prog_aux *aux)
{
	struct wb_facts facts = wb_facts_at(WB_HOOK_LOAD);
	struct wb_about about = wb_about_nothing();

	facts.attach_type = BPF_CORE_READ(aux, prog, expected_attach_type);
	return wb_judge(&facts, &about);
}

SEC("lsm/bpf_map")
int BPF_PROG(wb_map_fd, struct bpf_map *map)
{
	struct wb_facts facts = wb_facts_at(WB_HOOK_MAP_FD);
	struct wb_about about = wb_about_nothing();

	facts.own_object = wb_is_own(WB_OBJECT_MAP, map->id);
	about.name = &map->name;
	about.map_type = map->map_type;
	return wb_judge_fd(&facts, &about);
}

SEC("lsm/bpf_prog")
int BPF_PROG(wb_prog_fd, struct bpf_prog *prog)
{
	struct wb_facts facts = wb_facts_at(WB_HOOK_PROGRAM_FD);
	struct wb_about about = wb_about_nothing();

	facts.own_object = wb_is_own(WB_OBJECT_PROGRAM, prog->aux->id);
	facts.program_type = BPF_CORE_READ(prog, type);
	about.name = &prog->aux->name;
	return wb_judge_fd(&facts, &about);
}

char _license[] SEC("license") = "Dual BSD/GPL";
