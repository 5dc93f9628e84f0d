// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The life of a program: asked again where it is made, so that slipping past
 * lsm/bpf gains nothing; judged by what it does before anybody has an fd of it, and
 * for each fd after that.
 *
 *	wb_prog_load		lsm/bpf_prog_load		6.9 and later
 *	wb_prog_alloc		lsm/bpf_prog_alloc_security	before
 *	wb_prog_check		fentry/bpf_check		before, where the verifier is not traced
 *	wb_prog_fd		lsm/bpf_prog
 *	wb_prog_free		lsm/bpf_prog_free		6.9 and later
 *	wb_prog_free_aux	lsm/bpf_prog_free_security	before
 *
 * In between, collect.bpf.c follows the verifier. Programs from before: earlier.bpf.c.
 */
#include "judge.h"
#include "own.h"
#include "program_facts.h"
#include "scan.h"

#include <bpf/bpf_tracing.h>

/* Once a hook: each time that it verifies the load of such a pointer, Linux searches all its types by name.
 */
static __always_inline struct bpf_prog_aux *wb_aux_of(struct bpf_prog *prog)
{
	struct bpf_prog_aux *aux = prog->aux;

	asm volatile("" : "+r"(aux));
	return aux;
}

/* Without the verifier's word, the instructions as they came have to do. */
static __always_inline void wb_scan_unverified(struct wb_program *program, __u64 prog)
{
	__u32 type = WB_READ(struct bpf_prog, prog, type);
	struct wb_cause cause = {};

	if (wb_traces || !wb_scan(program, prog, 0))
		return;
	wb_note(program, wb_effects_of_unseen_arguments(program->effects, type), &cause);
	program->state = WB_PROGRAM_VERIFIED;
}

SEC("?lsm/bpf_prog_load")
int BPF_PROG(wb_prog_load, struct bpf_prog *prog, union bpf_attr *attr)
{
	struct bpf_prog_aux *aux = wb_aux_of(prog);
	struct wb_task *carried = wb_find_task(bpf_get_current_task_btf());
	struct wb_facts facts = wb_facts_at(WB_HOOK_LOAD);
	struct wb_about about = wb_about_nothing();
	struct wb_program *program;

	facts.tool = wb_tool_of_task(bpf_get_current_task_btf(), carried);
	facts.program = wb_facts_of_loading(prog, attr);
	about.name = (__u64)&aux->name;
	if (wb_is_denied(&facts, carried, &about))
		return wb_error(-EPERM);
	program = wb_begin_program(aux);
	if (!program)
		return 0;
	wb_remember_loader(program, &facts);
	wb_scan_unverified(program, wb_argument(ctx, 0));
	return 0;
}

SEC("?lsm/bpf_prog_alloc_security")
int BPF_PROG(wb_prog_alloc, struct bpf_prog_aux *aux)
{
	struct wb_task *carried = wb_find_task(bpf_get_current_task_btf());
	struct wb_facts facts = wb_facts_at(WB_HOOK_LOAD);
	struct wb_about about = wb_about_nothing();
	struct wb_program *program;

	facts.tool = wb_tool_of_task(bpf_get_current_task_btf(), carried);
	facts.program.knowledge = WB_KNOWS_NO_TYPE;
	facts.program.attach_type = aux->prog->expected_attach_type;
	if (wb_is_denied(&facts, carried, &about))
		return wb_error(-EPERM);
	program = wb_begin_program(aux);
	if (program)
		wb_remember_loader(program, &facts);
	return 0;
}

/* The argument is a pointer to a pointer, which no program could declare before 6.18. */
SEC("?fentry/bpf_check")
int BPF_PROG(wb_prog_check)
{
	__u64 prog = wb_read_number(wb_argument(ctx, 0));
	struct wb_program *program = wb_find_program(WB_READ(struct bpf_prog, prog, aux));

	if (program)
		wb_scan_unverified(program, prog);
	return 0;
}

SEC("lsm/bpf_prog")
int BPF_PROG(wb_prog_fd, struct bpf_prog *prog)
{
	struct bpf_prog_aux *aux = wb_aux_of(prog);
	__u64 address = (__u64)WB_READ(struct bpf_prog, wb_argument(ctx, 0), aux);
	struct wb_task *carried = wb_find_task(bpf_get_current_task_btf());
	struct wb_facts facts = wb_facts_at(WB_HOOK_PROGRAM_FD);
	struct wb_about about = wb_about_nothing();
	struct wb_program *program = wb_find_program(aux);
	int first, error;

	facts.tool = wb_tool_of_task(bpf_get_current_task_btf(), carried);
	facts.own_object = wb_is_own(WB_OBJECT_PROGRAM, aux->id);
	facts.object =
	    wb_facts_of_owner(facts.tool, program ? program->tool : WB_UNTRUSTED, WB_OBJECT_PROGRAM);
	facts.program.type = prog->type;
	facts.program.attach_type = prog->expected_attach_type;
	about.name = (__u64)&aux->name;
	first = program && program->state == WB_PROGRAM_VERIFIED && program->tool == facts.tool;
	if (first) {
		wb_note_used_maps(program, address);
		wb_note_target(program, aux);
		facts.command = BPF_PROG_LOAD;
	}
	wb_add_record_facts(&facts, program);
	wb_add_map_facts(&facts, program, address);
	error = wb_answer_fd(&facts, wb_is_denied_for(&facts, carried, &about, program));
	if (first && !error)
		program->state = WB_PROGRAM_APPROVED;
	return error;
}

SEC("?lsm/bpf_prog_free")
int BPF_PROG(wb_prog_free, struct bpf_prog *prog)
{
	wb_forget_program(prog->aux);
	return 0;
}

SEC("?lsm/bpf_prog_free_security")
int BPF_PROG(wb_prog_free_aux, struct bpf_prog_aux *aux)
{
	wb_forget_program(aux);
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
