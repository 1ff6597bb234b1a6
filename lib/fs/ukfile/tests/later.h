/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For suites: something that happens while the case waits. With threads another one
 * does it; without, a poller.
 */
#ifndef UKFILE_TESTS_LATER_H
#define UKFILE_TESTS_LATER_H

#include <uk/ready.h>
#include <uk/time.h>

struct uk_thread;

struct later {
	uint64_t at;
	void (*action)(void *argument);
	void *argument;
	struct uk_thread *thread;
	struct later *next;
};

/* Calls action(argument) in `delay` nanoseconds. */
void later_start(struct later *later, uint64_t delay, void (*action)(void *),
		 void *argument);
/* Returns when that has happened. */
void later_finish(struct later *later);

/* How often the pollers ran, and what the test's own one says of its progress. */
extern unsigned int later_polls;

#endif /* UKFILE_TESTS_LATER_H */
