/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a program does, in words that a policy can say: a small vocabulary over
 * helpers, kfuncs, and loads and stores. A set of effects is a mask of their bits.
 */
#ifndef WATCHBPF_EFFECTS_H
#define WATCHBPF_EFFECTS_H

#include <linux/types.h>

/*      bit, constant (WB_EFFECT_…), word in policies and output */
#define WB_EFFECTS(X)                                                                                        \
	X(0, READ_KERNEL, "read_kernel")           /* kernel memory beyond its arguments */                  \
	X(1, WRITE_KERNEL, "write_kernel")         /* kernel memory, or functions in the kernel's place */   \
	X(2, READ_USER, "read_user")               /* memory of user processes */                            \
	X(3, WRITE_USER, "write_user")             /* the same, or a user process's registers */             \
	X(4, READ_PACKET, "read_packet")           /* packet data */                                         \
	X(5, WRITE_PACKET, "write_packet")         /* packet data or metadata */                             \
	X(6, REDIRECT, "redirect")                 /* sends or clones packets elsewhere */                   \
	X(7, WRITE_OWN_MAP, "write_own_map")       /* a map that the same tool created */                    \
	X(8, WRITE_SHARED_MAP, "write_shared_map") /* a map that it did not create */                        \
	X(9, WRITE_PINNED_MAP, "write_pinned_map") /* a map that is or was pinned */                         \
	X(10, SIGNAL, "signal")                    /* signals to processes */                                \
	X(11, OVERRIDE_RETURN, "override_return")  /* another result in a kernel function's place */         \
	X(12, TAIL_CALL, "tail_call")              /* goes on in a program of a map */                       \
	X(13, SLEEP, "sleep")                      /* may sleep: it can hold up what it hangs on */          \
	X(14, TIMER, "timer")                      /* runs later, by itself */                               \
	X(15, SOCK_CONTROL, "sock_control")        /* socket options, addresses, connections */              \
	X(16, GUARD, "guard")                      /* could switch watchbpf off */                           \
	X(17, UNKNOWN, "unknown")                  /* something that this build does not know */

enum wb_effect {
#define X(bit, constant, word) WB_EFFECT_##constant = bit,
	WB_EFFECTS(X)
#undef X
	    WB_EFFECT_COUNT,
};

/* As bits of a set. */
enum wb_effect_bit {
	WB_DOES_NOTHING = 0,
#define X(bit, constant, word) WB_DOES_##constant = 1u << bit,
	WB_EFFECTS(X)
#undef X
	/*
	 * Not effects, but what makes them: which map a helper writes is known
	 * only where it is called (bpf/collect.bpf.c).
	 */
	WB_WRITES_ITERATED = 1u << 26,        /* in an iterator: a value of the map that it goes through */
	WB_WRITES_INNER_MAP = 1u << 27,       /* a map that is chosen when the program runs */
	WB_WRITES_SOME_MAP = 1u << 28,        /* a map's value, and the verifier does not tell which */
	WB_READS_CONTEXT = 1u << 29,          /* what it runs for: a packet, if its program sees packets */
	WB_WRITES_MAP_ARGUMENT = 1u << 30,    /* the map that it is given */
	WB_WRITES_MEMORY_ARGUMENT = 1u << 31, /* memory it is given: a map's value, perhaps */
};

#define WB_ALL_EFFECTS ((1u << WB_EFFECT_COUNT) - 1)

#endif
