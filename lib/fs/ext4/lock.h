/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The locks of a file system, which are nothing where there are no threads.
 */
#ifndef EXT4_LOCK_H
#define EXT4_LOCK_H

#ifdef CONFIG_LIBEXT4_THREADS
#include <uk/mutex.h>
#include <uk/rwlock.h>

struct ext4_lock {
	struct uk_mutex mutex;
};

struct ext4_content_lock {
	struct uk_rwlock lock;
};

static inline void ext4_lock(struct ext4_lock *lock)
{
	uk_mutex_lock(&lock->mutex);
}

static inline void ext4_unlock(struct ext4_lock *lock)
{
	uk_mutex_unlock(&lock->mutex);
}

static inline void ext4_content_share(struct ext4_content_lock *content)
{
	uk_rwlock_read(&content->lock);
}

static inline void ext4_content_own(struct ext4_content_lock *content)
{
	uk_rwlock_write(&content->lock);
}

static inline void ext4_content_unlock(struct ext4_content_lock *content)
{
	uk_rwlock_unlock(&content->lock);
}
#else
struct ext4_lock {
};

struct ext4_content_lock {
};

static inline void ext4_lock(struct ext4_lock *lock)
{
	(void)lock;
}

static inline void ext4_unlock(struct ext4_lock *lock)
{
	(void)lock;
}

static inline void ext4_content_share(struct ext4_content_lock *content)
{
	(void)content;
}

static inline void ext4_content_own(struct ext4_content_lock *content)
{
	(void)content;
}

static inline void ext4_content_unlock(struct ext4_content_lock *content)
{
	(void)content;
}
#endif

#endif /* EXT4_LOCK_H */
