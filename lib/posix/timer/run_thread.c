/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Running the timers in an image with threads: one sleeps until the next is due. It is
 * there from the first timer on.
 */
#include <uk/thread.h>

#include "queue.h"

static struct uk_thread *runner;

static void *run(void *argument __uk_unused)
{
	for (;;) {
		timer_run();
		uk_thread_block_until(timer_next());
	}
	return NULL;
}

int timer_changed(void)
{
	static const struct uk_thread_attributes attributes = {
		.name = "timers",
	};

	if (!runner)
		return uk_thread_create(&runner, &attributes, run, NULL);
	/* What expires may set a timer: the runner looks at the next one anyway, and
	 * is not to be kept from sleeping by one that is due at once.
	 */
	if (runner != uk_thread_current())
		uk_thread_wake(runner);
	return 0;
}
