/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of the client: the ring, requests on it, watches, and waiting.
 */
#ifndef XENSTORE_PRIVATE_H
#define XENSTORE_PRIVATE_H

#include <uk/xen/store.h>

/* io/xs_wire.h: enum xsd_sockmsg_type */
enum xenstore_kind {
	XENSTORE_DIRECTORY = 1,
	XENSTORE_READ = 2,
	XENSTORE_WATCH = 4,
	XENSTORE_UNWATCH = 5,
	XENSTORE_TRANSACTION_START = 6,
	XENSTORE_TRANSACTION_END = 7,
	XENSTORE_WRITE = 11,
	XENSTORE_REMOVE = 13,
	XENSTORE_WATCH_EVENT = 15,
	XENSTORE_ERROR = 16,
};

#define XENSTORE_PAYLOAD_MOST 4096

struct xenstore_header {
	uint32_t kind;
	uint32_t request; /* echoed in the answer */
	uint32_t transaction;
	uint32_t length; /* of what follows */
};

struct xenstore_piece {
	const void *bytes;
	size_t length;
};

/*
 * Sends a request of up to three pieces and waits for its answer, of which up to `size` bytes
 * go to `answer`. The answer's length, or an error; -E2BIG if it is longer than `size`.
 */
int xenstore_request(enum xenstore_kind kind, uint32_t transaction,
		     const struct xenstore_piece *pieces, unsigned int count,
		     void *answer, size_t size);

/* ---- ring.c: bytes to the store and from it; both wait ---- */

/* 0, -ENODEV, -EIO. */
int xenstore_ring_start(void (*event)(void));
/* The store broke its protocol: from now on everything is -EIO, which this returns. */
int xenstore_ring_give_up(void);
int xenstore_ring_send(const void *bytes, size_t length);
/* How many of `length` bytes were there; from an interrupt, too. -EIO. */
int xenstore_ring_receive(void *bytes, size_t length);

/* ---- request.c ---- */

/* Takes what is there. As an interrupt, or where none can come. */
void xenstore_arrived(void);
/* Forgets what has come of an answer or an event. No request is under way. */
void xenstore_drop(void);

/* ---- watch.c ---- */

/* An event of the store: path, 0, token, 0. Interrupt context. */
void xenstore_watch_event(const char *payload, size_t length);
/* Whether a watch has fired that has not been told. */
bool xenstore_watch_fired(void);
/* Tells all that have. */
void xenstore_watch_tell(void);
/* Whether `changed` of this one runs. */
bool xenstore_watch_runs(const struct uk_xenstore_watch *watch);

/* ---- wait_*.c ---- */

void xenstore_lock(void);
void xenstore_unlock(void);
/* Returns when *flag is not 0; xenstore_wake() follows each change. */
void xenstore_wait(const unsigned int *flag);
void xenstore_wake(void);

/* Before the first watch: who will tell it. 0 or -ENOMEM. */
int xenstore_watcher_start(void);
/* A watch has fired. Interrupt context. */
void xenstore_watcher_wake(void);
/* Returns when `changed` of this one does not run, unless that is who asks. */
void xenstore_watcher_leave(const struct uk_xenstore_watch *watch);

#endif /* XENSTORE_PRIVATE_H */
