/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for a set: a file that changes puts its entry on the set's list of ready ones in
 * constant time; who waits looks at these only. A level-triggered entry that was
 * reported goes to the end of the list, to be looked at again: so all have their turn.
 */
#include <uk/time.h>

#include "set.h"

struct waiter {
	struct uk_ready_waiter sleep;
	struct uk_list_head link; /* in set->waiters; empty: was woken */
};

/* Under uk_ready_lock(), by which the waiter's stack stays. */
static bool wake_one(struct set *set)
{
	struct waiter *first =
		uk_list_first(&set->waiters, struct waiter, link);

	if (!first)
		return false;
	uk_list_del(&first->link);
	uk_ready_wake(&first->sleep);
	return true;
}

bool uk_epoll_entry_ready(struct set_entry *entry)
{
	struct set *set = entry->set;

	uk_file_notify(&set->file, UK_READY_IN);
	/* Whoever was woken for it finds the news too. */
	if (!uk_list_empty(&entry->ready))
		return false;
	uk_list_add_tail(&entry->ready, &set->ready);
	return wake_one(set);
}

bool uk_epoll_notify(struct uk_ready_watcher *watcher,
		     unsigned int events __uk_unused)
{
	return uk_epoll_entry_ready(
		       UK_CONTAINER_OF(watcher, struct set_entry, watcher)) &&
	       watcher->events & UK_READY_EXCLUSIVE;
}

/* Keeps what to tell of an entry, and how it goes on with it. Under
 * uk_ready_lock().
 */
static void report(struct set_entry *entry, unsigned int ready,
		   struct uk_epoll_event *event)
{
	event->events = ready;
	event->data = entry->data;
	if (entry->events & UK_EPOLL_ONE_SHOT) {
		entry->events &= SET_FLAGS;
		entry->watcher.events &= UK_READY_EXCLUSIVE;
	} else if (!(entry->events & UK_EPOLL_EDGE) &&
		   uk_list_empty(&entry->ready)) {
		uk_list_add_tail(&entry->ready, &entry->set->ready);
	}
}

/*
 * Looks at the entries that are on the list now, of which there is one at least;
 * reports at most `most` that are ready, and returns how many. An entry leaves the
 * list before it is looked at: what changes from then on puts it there again, at the end.
 * With the set's lock, so that nobody else takes one.
 */
static int look_at_ready(struct set *set, struct uk_epoll_event *events,
			 int most)
{
	unsigned long state = uk_ready_lock();
	struct uk_list_head *link, *last = set->ready.prev;
	int found = 0;

	do {
		struct set_entry *entry;
		unsigned int ready;

		link = set->ready.next;
		entry = uk_list_entry(link, struct set_entry, ready);
		uk_list_del(link);
		uk_ready_unlock(state);
		ready = poll_look(entry->file, entry->events);
		state = uk_ready_lock();
		if (ready)
			report(entry, ready, &events[found++]);
	} while (link != last && found < most);
	/* What is left, or may still hold, is for the next one. */
	if (!uk_list_empty(&set->ready))
		wake_one(set);
	uk_ready_unlock(state);
	return found;
}

static int collect(struct set *set, struct uk_epoll_event *events, int most)
{
	int found = 0;

	set_lock(&set->lock);
	if (!uk_list_empty(&set->ready))
		found = look_at_ready(set, events, most);
	set_unlock(&set->lock);
	return found;
}

/* Returns when there may be something to collect, or -ETIMEDOUT, or -EINTR. */
static int wait_for_news(struct set *set, uint64_t deadline)
{
	struct waiter self = { .sleep = { 0 } };
	unsigned long state = uk_ready_lock();
	bool is_ready = !uk_list_empty(&set->ready);
	int result = 0;

	uk_list_init(&self.link);
	if (!is_ready)
		uk_list_add_tail(&self.link, &set->waiters);
	uk_ready_unlock(state);
	if (is_ready)
		return 0;
	result = uk_ready_sleep_interruptible(&self.sleep, deadline);
	state = uk_ready_lock();
	uk_list_del(&self.link);
	uk_ready_unlock(state);
	return result;
}

static int wait(struct set *set, struct uk_epoll_event *events, int most,
		uint64_t timeout)
{
	uint64_t deadline = UK_TIME_NEVER;
	int found, error = 0;

	uk_ready_poll();
	for (;;) {
		found = uk_list_empty(&set->ready) ?
				0 :
				collect(set, events, most);
		if (found || !timeout || error)
			return found || error != -EINTR ? found : error;
		/* The clock is read only by those who sleep. */
		if (timeout != UK_TIME_NEVER && deadline == UK_TIME_NEVER)
			deadline = uk_time_deadline(timeout);
		error = wait_for_news(set, deadline);
	}
}

int uk_epoll_wait(int epoll, struct uk_epoll_event *events, int most,
		  uint64_t timeout)
{
	struct uk_file *file = uk_fd_get(epoll);
	int result;

	if (!file)
		return -EBADF;
	if (!is_set(file) || most <= 0)
		result = -EINVAL;
	else if (!events)
		result = -EFAULT;
	else
		result = wait(set_of(file), events, most, timeout);
	uk_file_put(file);
	return result;
}

/* One that is ready stays on the list: what is reported here is seen by nobody. */
unsigned int uk_epoll_set_ready(struct uk_file *file)
{
	struct set *set = set_of(file);
	unsigned int ready = 0;
	unsigned long state;

	set_lock(&set->lock);
	state = uk_ready_lock();
	while (!ready && !uk_list_empty(&set->ready)) {
		struct set_entry *entry =
			uk_list_entry(set->ready.next, struct set_entry, ready);

		uk_list_del(&entry->ready);
		uk_ready_unlock(state);
		ready = poll_look(entry->file, entry->events);
		state = uk_ready_lock();
		if (ready && uk_list_empty(&entry->ready))
			uk_list_add(&entry->ready, &set->ready);
	}
	uk_ready_unlock(state);
	set_unlock(&set->lock);
	return ready ? UK_READY_IN : 0;
}
