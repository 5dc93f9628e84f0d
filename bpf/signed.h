/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * By whose key a program was signed. The kernel has checked the signature before it
 * asks; it covers the instructions, and neither type nor attach type.
 */
#ifndef WATCHBPF_SIGNED_H
#define WATCHBPF_SIGNED_H

#include "kernel.h"

#include <bpf/bpf_core_read.h>

/* include/linux/verification.h: 0 builtin, 1 secondary, 2 platform keyring. */
#define WB_SYSTEM_KEYRINGS 3

/* Negative numbers name keyrings of whoever asks, its session's first of all: never counted. */
static __always_inline enum wb_signature wb_signature_by(__s32 keyring, __s32 *serial)
{
	if ((__u32)keyring < WB_SYSTEM_KEYRINGS)
		return WB_SIGNATURE_SYSTEM;
	*serial = keyring;
	return keyring > 0 ? WB_SIGNATURE_KEY : WB_SIGNATURE_NONE;
}

/* 7.2 says it itself; 6.18 leaves it at what the loader asked for; before, there are none. */
static __always_inline enum wb_signature wb_signature_of(const struct bpf_prog *prog,
							 const union bpf_attr *attr, __s32 *serial)
{
	const struct bpf_prog_aux___72 *aux = (const void *)BPF_CORE_READ(prog, aux);
	const union bpf_attr___signed *asked = (const void *)attr;

	if (bpf_core_field_exists(aux->sig)) {
		if (BPF_CORE_READ(aux, sig.verdict) !=
		    bpf_core_enum_value(enum bpf_sig_verdict, BPF_SIG_VERIFIED))
			return WB_SIGNATURE_NONE;
		if (BPF_CORE_READ(aux, sig.keyring_type) !=
		    bpf_core_enum_value(enum bpf_sig_keyring, BPF_SIG_KEYRING_USER))
			return WB_SIGNATURE_SYSTEM;
		return wb_signature_by(BPF_CORE_READ(aux, sig.keyring_serial), serial);
	}
	if (bpf_core_field_exists(asked->signature) && BPF_CORE_READ(asked, signature))
		return wb_signature_by(BPF_CORE_READ(asked, keyring_id), serial);
	return WB_SIGNATURE_NONE;
}

#endif
