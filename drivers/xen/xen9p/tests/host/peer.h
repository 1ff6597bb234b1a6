/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A backend of shares for host programs (io/9pfs.h), whose answer to a message is the message.
 */
#ifndef XEN9P_PEER_H
#define XEN9P_PEER_H

#include "../../../xenbus/tests/host/other_side.h"
#include "../../xen9p.h"

#define PEER_RING (RING_PAGES * 4096u / 2)

struct peer {
	struct uk_9p_channel *channel; /* once found */
	/* Of the last who opened it */
	uint8_t *rings;
	uint32_t order;
	uk_xen_grant pages[RING_PAGES];
};

extern struct peer peer;

void peer_make(void);
int peer_find(void);
int peer_open(void);
void peer_say(const char *name, const char *text);
struct xen9p_interface *peer_interface(void);

void peer_header(uint8_t header[HEADER], uint32_t size, uint16_t tag);
/* Bytes of an answer, without an event */
void peer_answer(const uint8_t *bytes, uint32_t length);
/* Answers the next message. False: there is none. */
bool peer_serve(void);
/* Answers all, then tells. */
void peer_work(void);

#endif /* XEN9P_PEER_H */
