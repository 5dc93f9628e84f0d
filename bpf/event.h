/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Telling the daemon. Each event takes a number first, so that one which finds
 * the ring full leaves a gap that can be counted: nothing is lost silently.
 */
#ifndef WATCHBPF_EVENT_H
#define WATCHBPF_EVENT_H

#include "decide.h"
#include "subject.h"

/* What an event shows of its object and no decision needs. Zero: nothing. Addresses are the kernel's. */
struct wb_about {
	__u64 name; /* address of a name of WB_NAME_BYTES */
	__u64 path; /* exec: address of the file's name */
	__u32 map_type;
	__u32 verdict;    /* wb_verdict_word(), once it is decided */
	__u32 tool_flags; /* the same, of the rule */
	__u32 padding;
};

/* A verdict in one number, and back. */
static __always_inline __u32 wb_verdict_word(struct wb_verdict verdict)
{
	return verdict.action | (__u32)verdict.reason << 8 | (__u32)verdict.rule << 16 |
	       (__u32)verdict.number << 24;
}

static __always_inline struct wb_verdict wb_verdict_of_word(__u32 word)
{
	struct wb_verdict verdict = {.action = word & 0xff,
				     .reason = word >> 8 & 0xff,
				     .rule = word >> 16 & 0xff,
				     .number = word >> 24};

	return verdict;
}

/*
 * event.bpf.c, a function of its own: what is told is verified once, and not for each way to a
 * verdict. program: what is known of it, or NULL. measured: exec, what carries the digest of
 * the file that now runs, or NULL. Returns 0.
 */
int wb_tell(const struct wb_facts *facts, const struct wb_about *about, const struct wb_program *program,
	    const struct wb_task *measured);

#endif
