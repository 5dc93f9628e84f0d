/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whether a tool may have a program: for what the loader says of it, and, once
 * the verifier went through it, for what it does. Pure, as decide.h is.
 */
#ifndef WATCHBPF_DECIDE_PROGRAM_H
#define WATCHBPF_DECIDE_PROGRAM_H

#include "abi.h"
#include "classes.h"
#include "inline.h"
#include "verdict.h"

/* What a hook can know of a program. */
enum wb_knowledge {
	WB_KNOWS_NO_TYPE, /* 6.1 asks once before it knows the type; lsm/bpf has judged that */
	WB_KNOWS_LOADER,  /* what the loader says; nothing of what it does */
	WB_KNOWS_NOTHING, /* there is no record of it, or none that is complete */
	WB_KNOWS_EARLIER, /* it is from before watchbpf */
	WB_KNOWS_ALL,
};

struct wb_program_facts {
	__u32 knowledge;      /* enum wb_knowledge */
	__u32 type;           /* enum bpf_prog_type */
	__u32 attach_type;    /* expected_attach_type */
	__u32 instructions;   /* WB_NOT_KNOWN where the hook cannot tell */
	__u32 signature;      /* enum wb_signature; WB_NOT_KNOWN where the hook cannot tell */
	__s32 keyring;        /* serial, with WB_SIGNATURE_KEY */
	__u32 effects;        /* WB_DOES_… */
	__u32 kfunc_refused;  /* BTF id of a kfunc that the limits do not name; 0: none */
	__u32 target_refused; /* the limits do not list the function it is for */
	__u32 target_guards;  /* that function decides or verifies */
	__u32 map_refused;    /* WB_ACCESS_… to one of its maps that the tool lacks */
	__u32 map_untold;     /* it writes maps that are chosen later, and the tool may only read some */
	__u64 helpers[WB_HELPER_WORDS];
};

/*
 * Whether the program's return value may replace a verdict, or its calls change
 * one. Numbers without a row are not among them: those are nobody's.
 */
wb_inline int wb_program_guards(const struct wb_program_facts *facts)
{
	return wb_class_of_program_type(facts->type) == WB_PROGRAM_GUARD ||
	       wb_class_of_attach_type(facts->attach_type) == WB_ATTACH_GUARD || facts->target_guards ||
	       facts->effects & WB_DOES_GUARD;
}

wb_inline int wb_signature_counts(const struct wb_limits *limits, const struct wb_program_facts *facts)
{
	if (limits->keyring)
		return facts->signature == WB_SIGNATURE_KEY && facts->keyring == limits->keyring;
	return facts->signature == WB_SIGNATURE_SYSTEM;
}

wb_inline __u32 wb_lowest_bit(__u64 bits)
{
	return __builtin_ctzll(bits) & 63u;
}

/* The first helper that is called and not listed, or WB_NOT_KNOWN. */
wb_inline __u32 wb_helper_refused(const struct wb_limits *limits, const struct wb_program_facts *facts)
{
	for (__u32 word = 0; word < WB_HELPER_WORDS; word++) {
		__u64 refused = facts->helpers[word] & ~limits->helpers[word];

		if (refused)
			return word * 64 + wb_lowest_bit(refused);
	}
	return WB_NOT_KNOWN;
}

/* `unknown` stands for all that the others do not, so it is told last. */
wb_inline struct wb_verdict wb_decide_effects(const struct wb_limits *limits,
					      const struct wb_program_facts *facts)
{
	__u32 refused = facts->effects & ~limits->effects;

	if (!refused)
		return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_LIMITS);
	return wb_verdict_about(WB_REASON_EFFECT, WB_RULE_LIMITS, wb_lowest_bit(refused));
}

/* What is asked as soon as a hook can tell: the verifier need not run for it. */
wb_inline struct wb_verdict wb_decide_loader(const struct wb_limits *limits,
					     const struct wb_program_facts *facts)
{
	if (limits->flags & WB_LIMIT_ATTACH && !(limits->attach_types >> (facts->attach_type & 63) & 1))
		return wb_verdict_of(WB_REASON_ATTACH_TYPE, WB_RULE_LIMITS);
	if (limits->flags & WB_LIMIT_INSTRUCTIONS && facts->instructions != WB_NOT_KNOWN &&
	    facts->instructions > limits->max_instructions)
		return wb_verdict_of(WB_REASON_INSTRUCTIONS, WB_RULE_LIMITS);
	if (limits->flags & WB_LIMIT_SIGNED && facts->signature != WB_NOT_KNOWN &&
	    !wb_signature_counts(limits, facts))
		return wb_verdict_of(WB_REASON_SIGNATURE, WB_RULE_LIMITS);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_LIMITS);
}

wb_inline struct wb_verdict wb_decide_verified(const struct wb_limits *limits,
					       const struct wb_program_facts *facts)
{
	__u32 helper = wb_helper_refused(limits, facts);

	if (limits->flags & WB_LIMIT_TARGETS && facts->target_refused)
		return wb_verdict_of(WB_REASON_TARGET, WB_RULE_LIMITS);
	if (limits->flags & WB_LIMIT_HELPERS && helper != WB_NOT_KNOWN)
		return wb_verdict_about(WB_REASON_HELPER, WB_RULE_LIMITS, helper);
	if (limits->flags & WB_LIMIT_KFUNCS && facts->kfunc_refused)
		return wb_verdict_of(WB_REASON_KFUNC, WB_RULE_LIMITS);
	if (limits->flags & WB_LIMIT_EFFECTS)
		return wb_decide_effects(limits, facts);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_LIMITS);
}

wb_inline struct wb_verdict wb_decide_limits(const struct wb_limits *limits,
					     const struct wb_program_facts *facts)
{
	struct wb_verdict verdict;

	/* Any limit at all asks for something that is not known of it. */
	if (facts->knowledge == WB_KNOWS_EARLIER)
		return wb_verdict_of(WB_REASON_EARLIER, WB_RULE_LIMITS);
	verdict = wb_decide_loader(limits, facts);
	if (verdict.action != WB_ALLOW || facts->knowledge != WB_KNOWS_ALL)
		return verdict;
	return wb_decide_verified(limits, facts);
}

/* The kernel does not ask: a program writes a map whose fd is for reading. */
wb_inline struct wb_verdict wb_decide_maps(const struct wb_program_facts *facts)
{
	if (facts->map_refused)
		return wb_verdict_of(facts->map_refused & WB_ACCESS_READ ? WB_REASON_FOREIGN_MAP
									 : WB_REASON_READ_ONLY_MAP,
				     WB_RULE_MAPS);
	if (facts->map_untold)
		return wb_verdict_of(WB_REASON_UNTOLD_MAP, WB_RULE_MAPS);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_PROGRAMS);
}

wb_inline struct wb_verdict wb_decide_guard(const struct wb_tool *rule, const struct wb_program_facts *facts)
{
	int has_type = facts->knowledge != WB_KNOWS_NO_TYPE;

	if (wb_class_of_attach_type(facts->attach_type) == WB_ATTACH_UNKNOWN)
		return wb_verdict_of(WB_REASON_GUARD, WB_RULE_BUILT_IN);
	if (has_type && wb_class_of_program_type(facts->type) == WB_PROGRAM_UNKNOWN)
		return wb_verdict_of(WB_REASON_UNKNOWN_PROGRAM_TYPE, WB_RULE_BUILT_IN);
	if (wb_program_guards(facts) && !(rule->flags & WB_TOOL_GUARD))
		return wb_verdict_of(WB_REASON_GUARD, WB_RULE_BUILT_IN);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_BUILT_IN);
}

/* What `programs` says of it. */
wb_inline struct wb_verdict wb_decide_rule(const struct wb_tool *rule, const struct wb_limits *limits,
					   const struct wb_program_facts *facts)
{
	int has_type = facts->knowledge != WB_KNOWS_NO_TYPE;

	if (!(rule->flags & WB_TOOL_PROGRAMS))
		return wb_verdict_of(WB_REASON_NO_PROGRAMS, WB_RULE_PROGRAMS);
	if (has_type && !(rule->program_types >> (facts->type & 63) & 1))
		return wb_verdict_of(WB_REASON_PROGRAM_TYPE, WB_RULE_PROGRAMS);
	if (limits && limits->flags)
		return wb_decide_limits(limits, facts);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_PROGRAMS);
}

/* limits: NULL if the tool has none. What is built in comes first: no audit covers it. */
wb_inline struct wb_verdict wb_decide_program(const struct wb_tool *rule, const struct wb_limits *limits,
					      const struct wb_program_facts *facts)
{
	struct wb_verdict guard = wb_decide_guard(rule, facts);

	if (guard.action != WB_ALLOW)
		return guard;
	return wb_stricter(rule, wb_decide_rule(rule, limits, facts), wb_decide_maps(facts));
}

#endif
