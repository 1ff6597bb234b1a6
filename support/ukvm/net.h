/* SPDX-License-Identifier: BSD-3-Clause */
/* What the network module's files share. */
#ifndef UKVM_NET_H
#define UKVM_NET_H

#include <stdbool.h>
#include <stdint.h>

#define NET_NAME_BYTES 16 /* <linux/if.h>: IFNAMSIZ */

/* ---- net_words.c: pure code, also for the host's tests */

/* "tap:NAME" or "fd:NUMBER", maybe with ",MAC" behind, whose first byte is the lowest; 0: none
 * is said. NULL, or what is wrong.
 */
const char *net_parse(const char *text, uint64_t *mac);

/* Of such a text: the number behind fd:, or -1; the name behind tap:, into what is clear. */
int net_fd(const char *text);
void net_name(const char *text, char name[NET_NAME_BYTES]);

/* ---- net_open.c */

/* Opens that; does not come back if it cannot. Frames have a header if it is a tap that knows
 * them.
 */
int net_open(const char *text, bool *has_header);

#endif /* UKVM_NET_H */
