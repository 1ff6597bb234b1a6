/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * flock(): locks of whole files, which open files own.
 */
#include "internal.h"

#define ALONE (-1)

#ifdef CONFIG_LIBVFS_THREADS
static struct uk_wait_queue changed;

static void tell(void)
{
	uk_wait_wake_all(&changed);
}
#else
static void tell(void)
{
}
#endif

void vfs_unlock(struct uk_vfs_file *file)
{
	struct uk_vnode *vnode = file->vnode;

	if (!file->lock)
		return;
	if (file->lock == UK_FLOCK_EXCLUSIVE)
		vnode->locks = 0;
	else
		vnode->locks--;
	file->lock = 0;
	tell();
}

static bool try(struct uk_vfs_file *file, unsigned int kind)
{
	struct uk_vnode *vnode = file->vnode;

	if (kind == UK_FLOCK_EXCLUSIVE ? vnode->locks != 0 :
					 vnode->locks == ALONE)
		return false;
	vnode->locks = kind == UK_FLOCK_EXCLUSIVE ? ALONE : vnode->locks + 1;
	file->lock = kind;
	return true;
}

int uk_vfs_flock(struct uk_vfs_file *file, unsigned int operation)
{
	unsigned int kind = operation & ~(unsigned int)UK_FLOCK_NONBLOCK;

	if (kind != UK_FLOCK_SHARED && kind != UK_FLOCK_EXCLUSIVE &&
	    kind != UK_FLOCK_UNLOCK)
		return -EINVAL;
	if (file->lock == kind)
		return 0;
	/* Changing a lock's kind is giving it up and taking another (flock(2)). */
	vfs_unlock(file);
	if (kind == UK_FLOCK_UNLOCK || try(file, kind))
		return 0;
	if (operation & UK_FLOCK_NONBLOCK)
		return -EAGAIN;
#ifdef CONFIG_LIBVFS_THREADS
	/* Another thread may have locked by this same file meanwhile. */
	return uk_wait_event_interruptible_until(
		&changed, file->lock == kind || try(file, kind), UINT64_MAX);
#else
	/* Who could give it up is who would wait. */
	return -EDEADLK;
#endif
}
