/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCHBPF_TESTS_NETLINK_H
#define WATCHBPF_TESTS_NETLINK_H

/*
 * To the interface side0: "xdp", "xdp-behind" (in the second message of two), "xdp-off"; "tc",
 * "tc-bare" (its kind without the final NUL), "tc-action" (below a filter of another kind),
 * "tc-replace" (a classic program in the place of the first filter, whatever its kind).
 */
int attach_by_netlink(const char *what, int program);

#endif
