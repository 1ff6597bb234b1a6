/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * epoll sets: making them, and their entries.
 */
#include <uk/alloc.h>

#include "set.h"

/* Which sets exist and watch each other: taken by those that end. */
static struct set_lock sets_lock;

static void entry_ended(struct uk_ready_source *source);

static const struct uk_ready_watcher_ops entry_ops = {
	.notify = uk_epoll_notify,
	.ended = entry_ended,
};

/* NULL: the file has no entry in the set under this descriptor. */
static struct set_entry *find(struct set *set, struct uk_file *file, int fd)
{
	unsigned long state = uk_ready_lock();
	struct set_entry *found = NULL;
	struct uk_ready_watcher *watcher;

	uk_list_for_each_entry (watcher, &file->ready.watchers, link) {
		struct set_entry *entry =
			UK_CONTAINER_OF(watcher, struct set_entry, watcher);

		if (watcher->ops == &entry_ops && entry->set == set &&
		    entry->fd == fd) {
			found = entry;
			break;
		}
	}
	uk_ready_unlock(state);
	return found;
}

/* Takes an entry out of its set, with the locks of both and of all if it is a set
 * itself.
 */
static void entry_remove(struct set_entry *entry)
{
	unsigned long state = uk_ready_lock();

	uk_list_del(&entry->watcher.link);
	uk_list_del(&entry->ready);
	uk_ready_unlock(state);
	uk_list_del(&entry->all);
	if (is_set(entry->file)) {
		set_of(entry->file)->outer--;
		entry->set->inner--;
	}
	uk_free(uk_alloc_default(), entry);
}

/* The file goes: no descriptor names it any more, so only the end of their sets could
 * take its entries away meanwhile, and that wants the lock, too.
 */
static void entry_ended(struct uk_ready_source *source)
{
	set_lock(&sets_lock);
	for (;;) {
		unsigned long state = uk_ready_lock();
		struct uk_ready_watcher *watcher =
			uk_list_first(&source->watchers,
				      struct uk_ready_watcher, link);
		struct set *set;

		uk_ready_unlock(state);
		if (!watcher || watcher->ops != &entry_ops)
			break;
		set = UK_CONTAINER_OF(watcher, struct set_entry, watcher)->set;
		set_lock(&set->lock);
		entry_remove(UK_CONTAINER_OF(watcher, struct set_entry,
					     watcher));
		set_unlock(&set->lock);
	}
	set_unlock(&sets_lock);
}

/* Sets what to watch for, and looks whether it holds already. */
static void entry_arm(struct set_entry *entry,
		      const struct uk_epoll_event *event)
{
	unsigned long state;

	entry->data = event->data;
	entry->events = event->events | UK_READY_ALWAYS;
	entry->watcher.events =
		poll_watched(event->events & ~(SET_FLAGS & ~UK_READY_EXCLUSIVE));
	if (uk_list_empty(&entry->watcher.link))
		uk_ready_watch(&entry->file->ready, &entry->watcher);
	if (!poll_look(entry->file, entry->events))
		return;
	state = uk_ready_lock();
	uk_epoll_entry_ready(entry);
	uk_ready_unlock(state);
}

static int entry_add(struct set *set, struct uk_file *file, int fd,
		     const struct uk_epoll_event *event)
{
	struct set_entry *entry;

	/* Sets in sets, two deep: no loop, and a notice goes no further. */
	if (is_set(file) && (set->outer || set_of(file)->inner))
		return -ELOOP;
	entry = uk_malloc(uk_alloc_default(), sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	if (is_set(file)) {
		set_of(file)->outer++;
		set->inner++;
	}
	entry->set = set;
	entry->file = file;
	entry->fd = fd;
	entry->watcher.ops = &entry_ops;
	uk_list_init(&entry->watcher.link);
	uk_list_init(&entry->ready);
	uk_list_add_tail(&entry->all, &set->entries);
	entry_arm(entry, event);
	return 0;
}

/* What goes together with EXCLUSIVE (epoll_ctl(2)) */
#define EXCLUSIVE_WITH \
	(UK_READY_IN | UK_READY_OUT | UK_READY_ALWAYS | UK_EPOLL_WAKE_UP | \
	 UK_EPOLL_EDGE | UK_EPOLL_EXCLUSIVE)

static int entry_change(struct set *set, int operation, struct uk_file *file,
			int fd, const struct uk_epoll_event *event)
{
	struct set_entry *entry = find(set, file, fd);

	switch (operation) {
	case UK_EPOLL_ADD:
		return entry ? -EEXIST : entry_add(set, file, fd, event);
	case UK_EPOLL_MODIFY:
		if (!entry)
			return -ENOENT;
		if (entry->events & UK_EPOLL_EXCLUSIVE)
			return -EINVAL;
		entry_arm(entry, event);
		return 0;
	case UK_EPOLL_DELETE:
		if (!entry)
			return -ENOENT;
		entry_remove(entry);
		return 0;
	default:
		return -EINVAL;
	}
}

static int check(struct uk_file *epoll, int operation, struct uk_file *file,
		 const struct uk_epoll_event *event)
{
	if (!file->ops->ready)
		return -EPERM;
	if (epoll == file || !is_set(epoll))
		return -EINVAL;
	if (operation != UK_EPOLL_DELETE &&
	    event->events & UK_EPOLL_EXCLUSIVE &&
	    (operation == UK_EPOLL_MODIFY || is_set(file) ||
	     event->events & ~EXCLUSIVE_WITH))
		return -EINVAL;
	return 0;
}

static int change(struct uk_file *epoll, int operation, struct uk_file *file,
		  int fd, const struct uk_epoll_event *event)
{
	int result = check(epoll, operation, file, event);

	if (result)
		return result;
	if (is_set(file))
		set_lock(&sets_lock);
	set_lock(&set_of(epoll)->lock);
	result = entry_change(set_of(epoll), operation, file, fd, event);
	set_unlock(&set_of(epoll)->lock);
	if (is_set(file))
		set_unlock(&sets_lock);
	return result;
}

int uk_epoll_control(int epoll, int operation, int fd,
		     const struct uk_epoll_event *event)
{
	struct uk_file *epoll_file, *file;
	int result = -EBADF;

	if (operation != UK_EPOLL_DELETE && !event)
		return -EFAULT;
	epoll_file = uk_fd_get(epoll);
	file = uk_fd_get(fd);
	if (epoll_file && file)
		result = change(epoll_file, operation, file, fd, event);
	if (file)
		uk_file_put(file);
	if (epoll_file)
		uk_file_put(epoll_file);
	return result;
}

static void set_release(struct uk_file *file)
{
	struct set *set = set_of(file);

	set_lock(&sets_lock);
	while (!uk_list_empty(&set->entries))
		entry_remove(uk_list_first(&set->entries, struct set_entry,
					   all));
	set_unlock(&sets_lock);
	uk_free(uk_alloc_default(), set);
}

const struct uk_file_ops uk_epoll_set_ops = {
	.kind = "epoll",
	.ready = uk_epoll_set_ready,
	.release = set_release,
};

int uk_epoll_create(uint32_t flags)
{
	struct set *set;
	int fd;

	if (flags & ~UK_O_CLOEXEC)
		return -EINVAL;
	set = uk_calloc(uk_alloc_default(), 1, sizeof(*set));
	if (!set)
		return -ENOMEM;
	uk_file_init(&set->file, &uk_epoll_set_ops, UK_O_RDWR);
	uk_list_init(&set->entries);
	uk_list_init(&set->ready);
	uk_list_init(&set->waiters);
	fd = uk_fd_install(&set->file, flags);
	if (fd < 0)
		uk_file_put(&set->file);
	return fd;
}
