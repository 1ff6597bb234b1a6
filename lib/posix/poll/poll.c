/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * poll(): looks at each descriptor; only if none is ready watches them all.
 */
#include <uk/alloc.h>
#include <uk/poll.h>
#include <uk/time.h>

#include "look.h"

/* For so many descriptors the watchers lie on the stack. */
#define FEW 8

struct entry {
	struct uk_ready_watcher watcher;
	struct uk_ready_waiter *waiter;
	struct uk_file *file; /* NULL: to be skipped, or no such descriptor */
};

static bool wake(struct uk_ready_watcher *watcher,
		 unsigned int events __uk_unused)
{
	uk_ready_wake(UK_CONTAINER_OF(watcher, struct entry, watcher)->waiter);
	return false;
}

/* Each entry owns a share of its file. */
static const struct uk_ready_watcher_ops entry_ops = { .notify = wake };

static bool look(struct uk_pollfd *poll, struct uk_file *file)
{
	if (poll->fd < 0)
		poll->revents = 0;
	else if (!file)
		poll->revents = UK_READY_INVALID;
	else
		poll->revents = (uint16_t)poll_look(
			file, poll->events | UK_READY_ALWAYS);
	return poll->revents;
}

static int look_at_all(struct uk_pollfd *polls, unsigned long count)
{
	int found = 0;

	for (; count; polls++, count--) {
		struct uk_file *file = uk_fd_get(polls->fd);

		found += look(polls, file);
		if (file)
			uk_file_put(file);
	}
	return found;
}

static int wait(struct uk_pollfd *polls, unsigned long count,
		struct entry *entries, uint64_t deadline)
{
	struct uk_ready_waiter waiter = { 0 };
	int found, error = 0;

	for (unsigned long i = 0; i < count; i++) {
		struct entry *entry = &entries[i];

		entry->file = uk_fd_get(polls[i].fd);
		if (!entry->file)
			continue;
		entry->waiter = &waiter;
		entry->watcher.ops = &entry_ops;
		entry->watcher.events = poll_watched(polls[i].events);
		uk_ready_watch(&entry->file->ready, &entry->watcher);
	}
	for (;;) {
		found = 0;
		for (unsigned long i = 0; i < count; i++)
			found += look(&polls[i], entries[i].file);
		if (found || error)
			break;
		error = uk_ready_sleep_interruptible(&waiter, deadline);
	}
	for (unsigned long i = 0; i < count; i++)
		if (entries[i].file) {
			uk_ready_unwatch(&entries[i].watcher);
			uk_file_put(entries[i].file);
		}
	return found || error != -EINTR ? found : error;
}

/* A function of its own, so that looking alone needs little stack. */
static int __uk_noinline wait_for_few(struct uk_pollfd *polls,
				      unsigned long count, uint64_t deadline)
{
	struct entry entries[FEW];

	return wait(polls, count, entries, deadline);
}

static int wait_for_many(struct uk_pollfd *polls, unsigned long count,
			 uint64_t deadline)
{
	struct entry *entries =
		uk_malloc(uk_alloc_default(), count * sizeof(*entries));
	int found;

	if (!entries)
		return -ENOMEM;
	found = wait(polls, count, entries, deadline);
	uk_free(uk_alloc_default(), entries);
	return found;
}

int uk_poll(struct uk_pollfd *polls, unsigned long count, uint64_t timeout)
{
	uint64_t deadline;
	int found;

	if (count > UK_FD_MOST)
		return -EINVAL;
	if (!polls && count)
		return -EFAULT;
	uk_ready_poll();
	found = look_at_all(polls, count);
	if (found || !timeout)
		return found;
	deadline = uk_time_deadline(timeout);
	return count <= FEW ? wait_for_few(polls, count, deadline) :
			      wait_for_many(polls, count, deadline);
}
