/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An epoll set and its entries, as epoll_set.c makes and epoll.c uses them.
 *
 * There is no table of entries by descriptor: each entry is in the list of its file's
 * watchers, which is where it is looked for, and that list is short.
 */
#ifndef POLL_SET_H
#define POLL_SET_H

#include <uk/epoll.h>
#ifdef CONFIG_LIBPOLL_THREADS
#include <uk/mutex.h>
#endif

#include "look.h"

/* Between threads only; an image without has nothing to guard. */
struct set_lock {
#ifdef CONFIG_LIBPOLL_THREADS
	struct uk_mutex mutex;
#endif
};

static inline void set_lock(struct set_lock *lock __uk_unused)
{
#ifdef CONFIG_LIBPOLL_THREADS
	uk_mutex_lock(&lock->mutex);
#endif
}

static inline void set_unlock(struct set_lock *lock __uk_unused)
{
#ifdef CONFIG_LIBPOLL_THREADS
	uk_mutex_unlock(&lock->mutex);
#endif
}

/*
 * Order of locks: that of all sets, a set's, an inner set's, a kind's own (its
 * ready()), uk_ready_lock().
 */
struct set {
	struct uk_file file;
	struct set_lock lock; /* entries, and looking at them */
	struct uk_list_head entries;
	/* Under uk_ready_lock(): entries to be looked at, and who waits. */
	struct uk_list_head ready;
	struct uk_list_head waiters;
	/* Under the lock of all sets: */
	unsigned int inner; /* how many entries are sets */
	unsigned int outer; /* how many sets have this one as an entry */
};

struct set_entry {
	struct uk_ready_watcher watcher; /* in its file's list */
	struct set *set;
	struct uk_file *file; /* not a share: ended() comes before it goes */
	struct uk_list_head all;   /* in set->entries */
	struct uk_list_head ready; /* in set->ready */
	uint64_t data;
	uint32_t events; /* 0 but for flags: fired once, not watched */
	int fd;
};

/* In the upper bits: how to report, not what */
#define SET_FLAGS \
	(UK_EPOLL_EXCLUSIVE | UK_EPOLL_WAKE_UP | UK_EPOLL_ONE_SHOT | \
	 UK_EPOLL_EDGE)

extern const struct uk_file_ops uk_epoll_set_ops;

static inline struct set *set_of(struct uk_file *file)
{
	return UK_CONTAINER_OF(file, struct set, file);
}

static inline bool is_set(const struct uk_file *file)
{
	return file->ops == &uk_epoll_set_ops;
}

/* What a file tells its entries. */
bool uk_epoll_notify(struct uk_ready_watcher *watcher, unsigned int events);

/* Puts the entry on the list of those to be looked at. Under uk_ready_lock(). True if
 * a waiting thread was woken for it.
 */
bool uk_epoll_entry_ready(struct set_entry *entry);

/* The set's own readiness, for those that watch it. */
unsigned int uk_epoll_set_ready(struct uk_file *file);

#endif /* POLL_SET_H */
