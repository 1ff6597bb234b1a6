/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The locks of ranges that open files own, in one list: programs have few. An owner's
 * ranges never overlap, nor do two of one type touch.
 *
 * Nothing here sleeps but waiting for a lock, so the list needs no lock itself.
 */
#include <uk/alloc.h>
#include <uk/list.h>

#include "lock.h"

struct record {
	struct uk_list_head link;
	struct uk_vfs_file *owner; /* has a share of the vnode */
	struct uk_lock_range range;
};

static struct uk_list_head records = UK_LIST_HEAD_INIT(records);

#ifdef CONFIG_LIBFSCALLS_THREADS
#include <uk/wait.h>

static struct uk_wait_queue changed;

static void tell(void)
{
	uk_wait_wake_all(&changed);
}

static int wait_for(struct uk_vfs_file *file,
		    const struct uk_lock_range *wanted)
{
	struct uk_lock_range found;

	return uk_wait_event_interruptible_until(
		&changed, !uk_lock_find(file, wanted, &found), UINT64_MAX);
}
#else
static void tell(void)
{
}

/* Who could end it is who would wait. */
static int wait_for(struct uk_vfs_file *file __uk_unused,
		    const struct uk_lock_range *wanted __uk_unused)
{
	return -EDEADLK;
}
#endif

static bool overlap(const struct uk_lock_range *a,
		    const struct uk_lock_range *b)
{
	return a->start <= b->end && b->start <= a->end;
}

/* They overlap, or one begins where the other ends. */
static bool touch(const struct uk_lock_range *a, const struct uk_lock_range *b)
{
	return a->start - 1 <= b->end && b->start - 1 <= a->end;
}

static struct record *record_of(struct uk_list_head *link)
{
	return uk_list_entry(link, struct record, link);
}

bool uk_lock_find(struct uk_vfs_file *file, const struct uk_lock_range *wanted,
		  struct uk_lock_range *found)
{
	struct uk_list_head *link;

	uk_list_for_each(link, &records) {
		struct record *other = record_of(link);

		if (other->owner->vnode != file->vnode ||
		    other->owner == file || !overlap(&other->range, wanted) ||
		    (other->range.type == UK_F_RDLCK &&
		     wanted->type == UK_F_RDLCK))
			continue;
		*found = other->range;
		return true;
	}
	return false;
}

static void remove(struct record *record)
{
	uk_list_del(&record->link);
	uk_free(uk_alloc_default(), record);
}

static void add(struct record *record, struct uk_vfs_file *owner,
		const struct uk_lock_range *range)
{
	record->owner = owner;
	record->range = *range;
	uk_list_add_tail(&record->link, &records);
}

/* Cuts `range` out of `own`. True: `spare` was needed for the rest behind it. */
static bool cut(struct record *own, const struct uk_lock_range *range,
		struct record *spare)
{
	struct uk_lock_range rest = own->range;

	rest.start = range->end < INT64_MAX ? range->end + 1 : INT64_MAX;
	if (own->range.start >= range->start) {
		if (own->range.end <= range->end)
			remove(own);
		else
			own->range.start = rest.start;
		return false;
	}
	if (own->range.end <= range->end) {
		own->range.end = range->start - 1;
		return false;
	}
	own->range.end = range->start - 1;
	add(spare, own->owner, &rest);
	return true;
}

/* `made` becomes the new lock (NULL: unlocking); *spare is set NULL if it was used. */
static void replace(struct uk_vfs_file *file, struct uk_lock_range range,
		    struct record *made, struct record **spare)
{
	struct uk_list_head *link, *following;

	uk_list_for_each_safe(link, following, &records) {
		struct record *own = record_of(link);

		if (own->owner != file)
			continue;
		if (own->range.type == range.type &&
		    touch(&own->range, &range)) {
			range.start = UK_MIN(range.start, own->range.start);
			range.end = UK_MAX(range.end, own->range.end);
			remove(own);
		} else if (overlap(&own->range, &range) &&
			   cut(own, &range, *spare)) {
			*spare = NULL;
		}
	}
	if (made)
		add(made, file, &range);
}

/* The file's last share is gone: so are its locks. */
static void end_locks(struct uk_vfs_file *file)
{
	struct uk_list_head *link, *following;

	uk_list_for_each_safe(link, following, &records)
		if (record_of(link)->owner == file)
			remove(record_of(link));
	tell();
}

int uk_lock_set(struct uk_vfs_file *file, const struct uk_lock_range *wanted,
		bool wait)
{
	bool unlock = wanted->type == UK_F_UNLCK;
	struct record *made, *spare;
	struct uk_lock_range found;
	int error = 0;

	/* First, for nothing may fail when something has changed. */
	spare = uk_malloc(uk_alloc_default(), sizeof(*spare));
	made = unlock ? NULL : uk_malloc(uk_alloc_default(), sizeof(*made));
	if (!spare || (!made && !unlock))
		error = -ENOMEM;
	if (!error && !unlock && uk_lock_find(file, wanted, &found))
		error = wait ? wait_for(file, wanted) : -EAGAIN;
	if (!error) {
		uk_vfs_closing = end_locks;
		replace(file, *wanted, made, &spare);
		made = NULL;
		tell();
	}
	uk_free(uk_alloc_default(), made);
	uk_free(uk_alloc_default(), spare);
	return error;
}
