/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's end: all is unmounted, the newest first, whatever programs left open.
 */
#include <uk/event.h>
#include <uk/print.h>
#include <uk/time.h>

#include "internal.h"

/* For calls that are under way; longer than a slow disk takes. */
#define PATIENCE (10 * UK_TIME_SECOND)
#define PAUSE UK_TIME_MILLISECOND
#define TRIES 3u

bool vfs_ended;

/* Threads whose calls are over give back what they had, once they run. */
static void let_others_run(void)
{
#ifdef CONFIG_LIBVFS_THREADS
	uk_thread_yield();
#endif
}

/* False: some calls under way have not ended. */
static bool calls_end(const struct uk_mount *mount)
{
	uint64_t deadline = uk_time_deadline(PATIENCE);

	while (mount->calls) {
		if (uk_time_monotonic() >= deadline)
			return false;
		uk_sleep_ns(PAUSE);
	}
	let_others_run();
	return true;
}

static int end_mount(struct uk_mount *mount)
{
	unsigned int tries = 0;
	bool is_gone;
	int error;

	do {
		/* No new ones begin; those under way use their files. */
		if (!calls_end(mount))
			return -ETIMEDOUT;
		vfs_files_end(mount);
		if (!calls_end(mount))
			return -ETIMEDOUT;
		error = vfs_unmount(mount, &is_gone);
		if (is_gone)
			return error;
	} while (mount->calls || ++tries < TRIES);
	/* Somebody's current directory is there, or a mount that did not end. */
	vfs_mount_of(mount)->has_ended = true;
	return mount->ops->unmount ? mount->ops->unmount(mount) : 0;
}

/* Another thread ends the image, too: for that its calls fail now, perhaps. The first one's end
 * counts, and must not be cut short.
 */
static void wait_for_the_first(void)
{
#ifdef CONFIG_LIBVFS_THREADS
	for (;;)
		uk_thread_block();
#endif
}

static void end(void *status __uk_unused)
{
	if (vfs_ended)
		wait_for_the_first();
	vfs_ended = true;
	while (uk_mount_first) {
		struct uk_mount *mount = uk_mount_first;
		int error = end_mount(mount);

		if (error)
			uk_pr_err("unmounting %s failed (error %d): what was "
				  "written last may be lost\n",
				  mount->target, -error);
		vfs_mount_of(mount)->has_ended = true;
		if (uk_mount_first == mount)
			uk_mount_first = mount->next;
	}
}

UK_EVENT_HANDLER(uk_event_exit, end);
