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

/*
 * Negative numbers name keyrings of whoever asks, its session's first of all: never
 * counted, whatever serial such a keyring has.
 */
static __always_inline enum wb_signature wb_signature_by(__s32 keyring, __s32 *serial)
{
	if ((__u32)keyring < WB_SYSTEM_KEYRINGS)
		return WB_SIGNATURE_SYSTEM;
	*serial = keyring;
	return keyring > 0 ? WB_SIGNATURE_KEY : WB_SIGNATURE_NONE;
}

#define WB_IS_SIG_KEYRING(type, name) ((type) == bpf_core_enum_value(enum bpf_sig_keyring, name))

/* Whether 7.2 says of a signature that it holds, and by a kind of keyring that is known. */
static __always_inline int wb_is_verified(const struct bpf_prog_aux___72 *aux, __s32 named)
{
	__u8 type = BPF_CORE_READ(aux, sig.keyring_type);

	if (BPF_CORE_READ(aux, sig.verdict) != bpf_core_enum_value(enum bpf_sig_verdict, BPF_SIG_VERIFIED))
		return 0;
	if ((__u32)named < WB_SYSTEM_KEYRINGS)
		return WB_IS_SIG_KEYRING(type, BPF_SIG_KEYRING_BUILTIN) ||
		       WB_IS_SIG_KEYRING(type, BPF_SIG_KEYRING_SECONDARY) ||
		       WB_IS_SIG_KEYRING(type, BPF_SIG_KEYRING_PLATFORM);
	return WB_IS_SIG_KEYRING(type, BPF_SIG_KEYRING_USER) &&
	       BPF_CORE_READ(aux, sig.keyring_serial) == named;
}

/*
 * The loader names the keyring; a signature that does not hold by it has been refused
 * (6.18), and what was found is written down (7.2). Before, there are none.
 */
static __always_inline enum wb_signature wb_signature_of(const struct bpf_prog *prog,
							 const union bpf_attr *attr, __s32 *serial)
{
	const struct bpf_prog_aux___72 *aux = (const void *)BPF_CORE_READ(prog, aux);
	const union bpf_attr___signed *asked = (const void *)attr;
	__s32 named;

	if (!bpf_core_field_exists(asked->signature) || !BPF_CORE_READ(asked, signature))
		return WB_SIGNATURE_NONE;
	named = BPF_CORE_READ(asked, keyring_id);
	if (bpf_core_field_exists(aux->sig) && !wb_is_verified(aux, named))
		return WB_SIGNATURE_NONE;
	return wb_signature_by(named, serial);
}

#endif
