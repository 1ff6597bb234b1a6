/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * XenStore, the tree of names and values that domains share with the toolstack
 * (Xen: docs/misc/xenstore.txt). Paths without a leading slash are relative to the
 * domain's own folder. Values are bytes; here each ends with a 0 that the store does not count.
 *
 * Context: threads, and init stages from `device` on; all of it may sleep, but what says
 * otherwise. Errors are negative errno: the store's own (-ENOENT, -EACCES, ...), -ENODEV (no
 * store: a dom0 before its xenstored runs), -E2BIG (it does not fit), -EIO (the
 * store broke its protocol, and is not used again).
 */
#ifndef UK_XEN_STORE_H
#define UK_XEN_STORE_H

#include <uk/errno.h>
#include <uk/essentials.h>

#define UK_XENSTORE_VALUE 256 /* bytes that most values fit into */

/* 0: not part of one */
typedef uint32_t uk_xenstore_transaction;

/* Stores the value and its 0 in `value`. Its length, or -E2BIG. */
int uk_xenstore_read(uk_xenstore_transaction transaction, const char *path,
		     char *value, size_t size);

int uk_xenstore_write(uk_xenstore_transaction transaction, const char *path,
		      const char *value);

int uk_xenstore_remove(uk_xenstore_transaction transaction, const char *path);

/* Stores the names in a folder one behind the other, each with its 0. Bytes, or -E2BIG. */
int uk_xenstore_list(uk_xenstore_transaction transaction, const char *path,
		     char *names, size_t size);

/* The value as a decimal number, or an error; -EINVAL: it is none. */
int uk_xenstore_read_number(uk_xenstore_transaction transaction,
			    const char *path, uint64_t *number);
int uk_xenstore_write_number(uk_xenstore_transaction transaction,
			     const char *path, uint64_t number);

/* What happens in between happens at once, when it ends, or, -EAGAIN, not at all: somebody else
 * changed what it has read; it is then begun again.
 */
int uk_xenstore_begin(uk_xenstore_transaction *transaction);
int uk_xenstore_end(uk_xenstore_transaction transaction, bool commit);

/*
 * Somebody who wants to know of changes at `path` and below. `changed` is called at first
 * right after the watch was set, then once or more after a change. It may use the store: it
 * runs on a thread of the store's; in an image without threads as an interrupt handler, where
 * requests do not wait for interrupts, and nothing else may.
 */
struct uk_xenstore_watch {
	const char *path;
	void (*changed)(struct uk_xenstore_watch *watch);
	/* Whether a change at this path is one to tell of; as an interrupt, and for the call right
	 * after the watch was set, too. NULL: all are.
	 */
	bool (*wanted)(const char *path);
	struct uk_xenstore_watch *next; /* the store's */
	uint32_t token;
	bool fired;
};

/* 0, or the store's error, or -ENOMEM. */
int uk_xenstore_watch(struct uk_xenstore_watch *watch);

/* Afterwards `changed` does not run, and will not, unless it is who calls this. */
void uk_xenstore_unwatch(struct uk_xenstore_watch *watch);

/* ---- for whoever suspends the domain (<uk/xen/suspend.h>) ---- */

/* Waits until no request is under way, and lets none begin until it is released. */
void uk_xenstore_hold(void);
void uk_xenstore_release(void);

/* Sets all watches in a new domain's store, which calls each. */
void uk_xenstore_watch_again(void);

#endif /* UK_XEN_STORE_H */
