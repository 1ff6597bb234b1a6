/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sources and watchers. Exclusive watchers stand at the end of the list, so that the first
 * of them that takes an event ends the round.
 */
#include <uk/ready.h>

void uk_ready_watch(struct uk_ready_source *source,
		    struct uk_ready_watcher *watcher)
{
	unsigned long state = uk_ready_lock();

	if (watcher->events & UK_READY_EXCLUSIVE)
		uk_list_add_tail(&watcher->link, &source->watchers);
	else
		uk_list_add(&watcher->link, &source->watchers);
	uk_ready_unlock(state);
}

void uk_ready_unwatch(struct uk_ready_watcher *watcher)
{
	unsigned long state = uk_ready_lock();

	uk_list_del(&watcher->link);
	uk_ready_unlock(state);
}

void uk_ready_tell(struct uk_ready_source *source, unsigned int events)
{
	struct uk_ready_watcher *watcher;
	unsigned long state = uk_ready_lock();

	uk_list_for_each_entry (watcher, &source->watchers, link)
		if (watcher->events & events &&
		    watcher->ops->notify(watcher, events))
			break;
	uk_ready_unlock(state);
}

void uk_ready_source_end(struct uk_ready_source *source)
{
	for (;;) {
		unsigned long state = uk_ready_lock();
		struct uk_ready_watcher *first =
			uk_list_first(&source->watchers,
				      struct uk_ready_watcher, link);
		/* Read under the lock: the watcher may go meanwhile. */
		void (*ended)(struct uk_ready_source *) =
			first ? first->ops->ended : NULL;

		uk_ready_unlock(state);
		if (!ended)
			return;
		ended(source);
	}
}
