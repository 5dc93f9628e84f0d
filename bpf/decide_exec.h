/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whether an exec gives a mark. Pure, as decide.h is: what a hook found out about
 * the file, about who could steer the new program, and about where it runs.
 */
#ifndef WATCHBPF_DECIDE_EXEC_H
#define WATCHBPF_DECIDE_EXEC_H

#include "decide.h"

/* What is known of an exec, most of it yes or no. */
struct wb_exec_facts {
	__u32 tool;             /* that lists the file's digest; WB_UNTRUSTED: none */
	__u32 has_digest;       /* the file has an fs-verity digest */
	__u32 interpreted;      /* the file runs for another one (#!, binfmt_misc) */
	__u32 traced;           /* somebody traces the task */
	__u32 shares_fs;        /* another process can chroot() it */
	__u32 seccomp_notifies; /* a supervisor may answer its system calls */
	__u32 sealed_late;      /* the file's cached pages may not be verified */
	__u32 not_secure;       /* LD_* would count */
	__u32 inherited;        /* it has an fd of an object that the tool may not have */
	enum wb_reason place;   /* of where.h: ALLOWED where the tool counts */
};

wb_inline struct wb_verdict wb_decide_exec(const struct wb_exec_facts *facts)
{
	if (!facts->has_digest)
		return wb_verdict_of(WB_REASON_NO_DIGEST, WB_RULE_IDENTITY);
	if (facts->tool == WB_UNTRUSTED)
		return wb_verdict_of(WB_REASON_UNKNOWN_DIGEST, WB_RULE_IDENTITY);
	/* The tool would act on a text that nobody verified. */
	if (facts->interpreted)
		return wb_verdict_of(WB_REASON_INTERPRETED, WB_RULE_IDENTITY);
	if (facts->traced)
		return wb_verdict_of(WB_REASON_TRACED, WB_RULE_IDENTITY);
	if (facts->shares_fs)
		return wb_verdict_of(WB_REASON_SHARED_FS, WB_RULE_IDENTITY);
	if (facts->seccomp_notifies)
		return wb_verdict_of(WB_REASON_SECCOMP_NOTIFY, WB_RULE_IDENTITY);
	if (facts->sealed_late)
		return wb_verdict_of(WB_REASON_SEALED_LATE, WB_RULE_IDENTITY);
	if (facts->place == WB_REASON_NO_RULE)
		return wb_verdict_of(WB_REASON_NO_RULE, WB_RULE_BUILT_IN);
	if (facts->place != WB_REASON_ALLOWED)
		return wb_verdict_of(facts->place, WB_RULE_WHERE);
	/* Whoever started it chose what it would act on. */
	if (facts->inherited)
		return wb_verdict_of(WB_REASON_INHERITED, WB_RULE_IDENTITY);
	/* Last: it is asked for only where the rest holds. */
	if (facts->not_secure)
		return wb_verdict_of(WB_REASON_NOT_SECURE, WB_RULE_IDENTITY);
	return wb_verdict_of(WB_REASON_ALLOWED, WB_RULE_IDENTITY);
}

#endif
