/* SPDX-License-Identifier: BSD-3-Clause */
#include "later.h"

#include <uk/assert.h>

unsigned int later_polls;

#ifdef CONFIG_LIBUKFILE_THREADS
static void *run(void *argument)
{
	struct later *later = argument;

	uk_sleep_until(later->at);
	later->action(later->argument);
	return NULL;
}

void later_start(struct later *later, uint64_t delay, void (*action)(void *),
		 void *argument)
{
	int error;

	later->at = uk_time_deadline(delay);
	later->action = action;
	later->argument = argument;
	error = uk_thread_create(&later->thread, NULL, run, later);
	UK_ASSERT(!error);
}

void later_finish(struct later *later)
{
	uk_thread_join(later->thread, NULL);
}

static bool poll(void)
{
	later_polls++;
	return false;
}

UK_READY_POLLER(later, .poll = poll);
#else
static struct later *pending;

void later_start(struct later *later, uint64_t delay, void (*action)(void *),
		 void *argument)
{
	later->at = uk_time_deadline(delay);
	later->action = action;
	later->argument = argument;
	later->next = pending;
	pending = later;
}

static bool poll(void)
{
	struct later **link = &pending;
	bool progress = false;

	later_polls++;
	while (*link) {
		struct later *later = *link;

		if (later->at > uk_time_monotonic()) {
			link = &later->next;
			continue;
		}
		*link = later->next;
		later->at = 0;
		later->action(later->argument);
		progress = true;
		link = &pending;
	}
	return progress;
}

static uint64_t deadline(void)
{
	uint64_t earliest = UK_TIME_NEVER;

	for (struct later *later = pending; later; later = later->next)
		earliest = UK_MIN(earliest, later->at);
	return earliest;
}

UK_READY_POLLER(later, .poll = poll, .deadline = deadline);

void later_finish(struct later *later)
{
	while (later->at)
		uk_sleep_until(later->at);
}
#endif
