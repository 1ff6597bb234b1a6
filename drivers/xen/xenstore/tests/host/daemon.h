/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * xenstored's side of the ring for host programs: a small tree of names and values, answers in
 * pieces of any length, watch events amidst them, and bytes that no xenstored sends.
 */
#ifndef XENSTORE_DAEMON_H
#define XENSTORE_DAEMON_H

#include <uk/xen/store.h>

#include "../../private.h"

/* Everything as it is at the start: an empty tree, a whole ring. */
void daemon_reset(void);

/* Most bytes that it sends at a time; 0 is as many as fit. */
extern unsigned int daemon_piece;

void daemon_put(const char *name, const char *value);
/* The value, or NULL. */
const char *daemon_get(const char *name);

/* Watch events for what is watched, with the next bytes that it sends. */
void daemon_fire(const char *path);

/* Instead of an answer, these bytes are sent; then it is silent, and breaks its ring. */
void daemon_forge(const void *bytes, size_t length);

/* The client's domain goes on as another one, with a new store: nothing is watched, and what was
 * not sent never is.
 */
void daemon_move(void);

/* The client's interrupt. */
void daemon_interrupt(void);

#endif /* XENSTORE_DAEMON_H */
