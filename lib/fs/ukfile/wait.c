/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for one file.
 */
#include <uk/file.h>
#include <uk/interrupt.h>
#include <uk/time.h>

struct sleeper {
	struct uk_ready_watcher watcher;
	struct uk_ready_waiter waiter;
};

static bool wake(struct uk_ready_watcher *watcher,
		 unsigned int events __uk_unused)
{
	struct sleeper *sleeper =
		UK_CONTAINER_OF(watcher, struct sleeper, watcher);

	uk_ready_wake(&sleeper->waiter);
	return false;
}

/* Who sleeps owns a share of the file. */
static const struct uk_ready_watcher_ops sleeper_ops = { .notify = wake };

int uk_file_wait(struct uk_file *file, unsigned int events, uint64_t deadline)
{
	struct sleeper self = { .watcher = { .ops = &sleeper_ops } };
	unsigned int ready;
	int result = 0;

	events |= UK_READY_ALWAYS;
	self.watcher.events = events;
	uk_ready_watch(&file->ready, &self.watcher);
	/* Once more after the time is up: what came last counts. */
	while (!(ready = uk_file_ready(file) & events) && !result)
		result = uk_ready_sleep_interruptible(&self.waiter, deadline);
	uk_ready_unwatch(&self.watcher);
	return ready ? (int)ready : result;
}

#ifdef CONFIG_LIBUKFILE_INTERRUPT
static void note(struct uk_file_patience *patience, int result)
{
	patience->interrupted = result == -EINTR;
}

/* What the last try has caused itself (Ctrl-C in what it read) ends the call at once. */
static bool is_interrupted(struct uk_file_patience *patience)
{
	patience->interrupted = !patience->dont_wait && uk_interrupt_pending();
	return patience->interrupted;
}
#else
static bool is_interrupted(struct uk_file_patience *patience __uk_unused)
{
	return false;
}

static void note(struct uk_file_patience *patience __uk_unused,
		 int result __uk_unused)
{
}
#endif

bool uk_file_try_again(struct uk_file *file, unsigned int events,
		       struct uk_file_patience *patience)
{
	int result;

	if (is_interrupted(patience))
		return false;
	if (!patience->started) {
		patience->started = true;
		uk_ready_poll();
		if (uk_file_ready(file) & (events | UK_READY_ALWAYS))
			return true;
		patience->time = patience->time ?
					 uk_time_deadline(patience->time) :
					 UK_TIME_NEVER;
	}
	if (patience->dont_wait)
		return false;
	result = uk_file_wait(file, events, patience->time);
	note(patience, result);
	return result > 0;
}
