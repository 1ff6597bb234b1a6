/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Changes that nobody asks for reach the disk after the time that the option commit= gives.
 * A thread sees to that, one for each mount; it sleeps while nothing has changed. Without
 * threads (due_alone.c) the next operation does it.
 */
#include "ext4.h"

#include <uk/time.h>

/* A lazy inode may be the last that holds a file: enough for removing that. */
#define STACK (16u << 10)

void ext4_changed_first(struct ext4 *ext4)
{
	struct ext4_committer *committer = &ext4->committer;

	ext4->due = uk_time_deadline(ext4->interval);
	/* Else it wakes up no later, and looks. */
	if (committer->sleeps_until == UK_TIME_NEVER)
		uk_wait_wake_all(&committer->wake);
}

static bool is_news(const struct ext4 *ext4)
{
	return ext4->committer.stops ||
	       (ext4->due && ext4->committer.sleeps_until == UK_TIME_NEVER);
}

static void *run(void *argument)
{
	struct ext4 *ext4 = argument;
	struct ext4_committer *committer = &ext4->committer;

	while (!committer->stops) {
		if (ext4->due && uk_time_monotonic() >= ext4->due)
			ext4_write_back(ext4);
		committer->sleeps_until = ext4->due ? ext4->due : UK_TIME_NEVER;
		uk_wait_event_until(&committer->wake, is_news(ext4),
				    committer->sleeps_until);
	}
	return NULL;
}

int ext4_due_start(struct ext4 *ext4)
{
	const struct uk_thread_attributes attributes = {
		.name = "ext4",
		.stack_size = STACK,
		.service = true,
	};

	if (!ext4->interval)
		return 0;
	ext4->committer.sleeps_until = UK_TIME_NEVER;
	return uk_thread_create(&ext4->committer.thread, &attributes, run,
				ext4);
}

void ext4_due_stop(struct ext4 *ext4)
{
	ext4->interval = 0;
	if (!ext4->committer.thread)
		return;
	ext4->committer.stops = true;
	uk_wait_wake_all(&ext4->committer.wake);
	uk_thread_join(ext4->committer.thread, NULL);
	ext4->committer.thread = NULL;
}
