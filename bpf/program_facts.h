/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a program and its record to the facts that are decided on, and back. */
#ifndef WATCHBPF_PROGRAM_FACTS_H
#define WATCHBPF_PROGRAM_FACTS_H

#include "object.h"
#include "record.h"
#include "signed.h"
#include "target.h"

#include "decide.h"

/*
 * target.bpf.c: whether the kernel function that it is for guards, and whether the
 * limits of this tool leave it out. With scalars and a record, verified once.
 */
int wb_is_for_guarded(struct wb_program *program);
int wb_is_for_unlisted(struct wb_program *program, __u32 tool);

/* Before the verifier runs: what the loader says, as the kernel copied it. */
static __always_inline struct wb_program_facts wb_facts_of_loading(const struct bpf_prog *prog,
								   const union bpf_attr *attr)
{
	struct wb_program_facts facts = {
	    .knowledge = WB_KNOWS_LOADER,
	    .type = prog->type,
	    .attach_type = prog->expected_attach_type,
	    .instructions = prog->len,
	};

	facts.signature = wb_signature_of(prog, attr, &facts.keyring);
	return facts;
}

static __always_inline void wb_remember_loader(struct wb_program *program, const struct wb_facts *facts)
{
	const struct wb_tool *rule = wb_rule_of_tool(facts->tool);
	const struct wb_limits *limits = wb_limits_of_rule(rule);

	program->tool = facts->tool;
	program->limits = rule ? rule->limits : 0;
	program->instructions = facts->program.instructions;
	program->signature = facts->program.signature;
	program->keyring = facts->program.keyring;
	program->keeps_unpinned =
	    limits && limits->flags & WB_LIMIT_EFFECTS && !(limits->effects & WB_DOES_WRITE_PINNED_MAP);
	program->missed = wb_missed_so_far();
}

struct wb_used_maps {
	struct wb_program *program;
	__u64 maps;
	__u32 any;      /* all of them count as written, because of a write that is not told */
	__u32 readonly; /* even those that programs can only read: helpers.h says why */
};

/* What an inner map is put in for is decided at run time: it may be anybody's. */
static long wb_note_used_map(__u32 index, struct wb_used_maps *used)
{
	struct wb_program *program = used->program;
	__u64 map = wb_read_number(used->maps + index * sizeof(map));
	/* A ring buffer can be an inner map too. */
	__u64 inner = (__u64)WB_READ(struct bpf_map, map, inner_map_meta);
	__u32 type = WB_READ(struct bpf_map, inner ?: map, map_type);

	/* Of an outer map they say nothing about what the inner ones let programs do. */
	if (WB_READ(struct bpf_map, inner ?: map, map_flags) & BPF_F_RDONLY_PROG && !used->readonly)
		return 0;
	if (!used->any && !(program->map_types >> (type & 63) & 1))
		return 0;
	wb_note_map(program, (struct bpf_map *)map, &program->map_cause);
	if (inner)
		wb_note(program, WB_DOES_WRITE_SHARED_MAP | WB_DOES_WRITE_PINNED_MAP | WB_WRITES_INNER_MAP,
			&program->map_cause);
	return 0;
}

/* Where it is not told which map is written, all that the program has count. */
static __always_inline void wb_note_used_maps(struct wb_program *program, __u64 aux)
{
	__u32 untold = program->exact ? WB_WRITES_SOME_MAP : WB_WRITES_SOME_MAP | WB_WRITES_MEMORY_ARGUMENT;
	struct wb_used_maps used = {
	    .program = program,
	    .maps = (__u64)WB_READ(struct bpf_prog_aux, aux, used_maps),
	    .any = !!(program->effects & untold),
	    .readonly = !!(program->effects & WB_WRITES_SOME_MAP),
	};

	if ((used.any || program->map_types) &&
	    bpf_loop(WB_READ(struct bpf_prog_aux, aux, used_map_cnt), wb_note_used_map, &used, 0) < 0)
		wb_note(program, WB_DOES_WRITE_SHARED_MAP | WB_DOES_WRITE_PINNED_MAP, &program->map_cause);
}

/*
 * uses.bpf.c: WB_ACCESS_… that the tool lacks to one of the maps that the program uses. Who did
 * not load it needs to write all of them if it writes any: which ones is not kept.
 */
__u32 wb_lacks_for_maps(struct wb_program *program, __u64 aux, __u32 tool);
/* Beside those: it uses an outer map; it is another's, who says what its inner maps are. */
#define WB_USES_OUTER (1u << 8)
#define WB_FOREIGN_OUTER (1u << 9)
__u32 wb_reads_only(__u32 tool);

/*
 * Its name only, which is what a policy says; cut, it can still match a prefix. A
 * function of another program is no kernel function, and gets a name that none has.
 */
static __always_inline void wb_note_target(struct wb_program *program, const struct bpf_prog_aux *aux)
{
	const char *name = aux->attach_func_name;
	__u32 of_program = !!aux->dst_prog;

	if (!name)
		return;
	if (of_program)
		program->target.name[0] = ':';
	if (bpf_probe_read_kernel_str(program->target.name + of_program, WB_TARGET_BYTES - 1, name) < 0)
		program->target.name[0] = '?';
}

static __always_inline enum wb_knowledge wb_knowledge_of(const struct wb_program *program, __u32 tool)
{
	if (!program)
		return WB_KNOWS_NOTHING;
	switch (program->state) {
	case WB_PROGRAM_EARLIER:
		return WB_KNOWS_EARLIER;
	case WB_PROGRAM_APPROVED:
		return WB_KNOWS_ALL;
	case WB_PROGRAM_VERIFIED:
		/* Its loader is asked first, whoever finds it by its id in between. */
		return program->tool == tool ? WB_KNOWS_ALL : WB_KNOWS_NOTHING;
	}
	return WB_KNOWS_NOTHING;
}

/* What its loader owns is shared for others; what its loader's policy vouches for is not theirs. */
static __always_inline void wb_add_foreign_facts(struct wb_program_facts *facts,
						 const struct wb_program *program)
{
	if (facts->effects & WB_DOES_WRITE_OWN_MAP)
		facts->effects |= WB_DOES_WRITE_SHARED_MAP;
	if (program->kfunc) {
		facts->effects |= WB_DOES_UNKNOWN;
		facts->kfunc_refused = program->kfunc;
	}
}

static __always_inline void wb_add_record_facts(struct wb_facts *facts, struct wb_program *program)
{
	facts->program.knowledge = wb_knowledge_of(program, facts->tool);
	if (!program || facts->program.knowledge != WB_KNOWS_ALL)
		return;
	facts->program.instructions = program->instructions;
	facts->program.signature = program->signature;
	facts->program.keyring = program->keyring;
	facts->program.effects = program->effects & WB_ALL_EFFECTS;
	facts->program.kfunc_refused = program->kfunc_refused;
	__builtin_memcpy(facts->program.helpers, program->helpers, sizeof(program->helpers));
	facts->program.target_guards = wb_is_for_guarded(program);
	facts->program.target_refused = wb_is_for_unlisted(program, facts->tool);
	if (program->tool != facts->tool)
		wb_add_foreign_facts(&facts->program, program);
}

/* Which map an iterator goes through is said when it is attached. */
static __always_inline int wb_writes_untold(const struct wb_program *program, __u32 attach_type, __u32 uses)
{
	if (program->state == WB_PROGRAM_EARLIER)
		return attach_type == BPF_TRACE_ITER || uses & WB_USES_OUTER;
	return program->effects & WB_WRITES_INNER_MAP ||
	       (attach_type == BPF_TRACE_ITER && program->effects & WB_WRITES_ITERATED);
}

/* Nothing that it could do with its maps is kept of a program from before: all of it counts. */
static __always_inline void wb_add_map_facts(struct wb_facts *facts, struct wb_program *program, __u64 aux)
{
	__u32 lacking;

	if (!program || facts->program.knowledge == WB_KNOWS_NOTHING)
		return;
	lacking = wb_lacks_for_maps(program, aux, facts->tool);
	facts->program.map_refused = lacking & WB_ACCESS_READ_WRITE;
	facts->program.map_untold = wb_writes_untold(program, facts->program.attach_type, lacking) &&
				    (lacking & WB_FOREIGN_OUTER || wb_reads_only(facts->tool));
}

/* Of watchbpf's own programs, those that follow the verifier: by the start of their names. */
static __always_inline int wb_is_named_as(const struct bpf_prog *prog, const char start[15])
{
	char name[WB_NAME_BYTES] = {};

	bpf_probe_read_kernel(name, sizeof(name), &prog->aux->name);
	return wb_starts_with(name, start, 14);
}

#endif
