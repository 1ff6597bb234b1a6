/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Numbers of threads (gettid(2)). A thread gets one when somebody asks for it, and gives it
 * back at its end; they are found by lists in its thread-local storage. Only threads come
 * here, and nothing sleeps: there is nothing to lock.
 */
#include <uk/process.h>
#include <uk/thread.h>

#define LISTS 32
/* Above it they begin anew: C libraries keep flags in the upper bits (Linux's own limit). */
#define NUMBER_MOST 4194303

struct numbered {
	struct numbered *next;
	struct uk_thread *thread;
	int number; /* 0: none yet, or "main" */
};

static _Thread_local struct numbered own;
static struct numbered *lists[LISTS];

/* What points at the one with this number, or where it would be appended. */
static struct numbered **find(int number)
{
	struct numbered **at = &lists[(unsigned int)number % LISTS];

	while (*at && (*at)->number != number)
		at = &(*at)->next;
	return at;
}

static void append(struct numbered *entry, struct uk_thread *thread)
{
	static int last = UK_PROCESS_SELF;
	struct numbered **at;

	do {
		last = last == NUMBER_MOST ? UK_PROCESS_SELF + 1 : last + 1;
		at = find(last);
	} while (*at);
	entry->number = last;
	entry->thread = thread;
	*at = entry;
}

int uk_process_thread_number(struct uk_thread *thread)
{
	struct numbered *entry = uk_thread_local_of(thread, own);

	if (thread == uk_thread_first())
		return UK_PROCESS_SELF;
	if (!entry->number)
		append(entry, thread);
	return entry->number;
}

struct uk_thread *uk_process_thread(int number)
{
	struct uk_thread *first = uk_thread_first();
	struct numbered *entry;

	if (number == UK_PROCESS_SELF)
		return first->state == UK_THREAD_EXITED ? NULL : first;
	entry = *find(number);
	return entry ? entry->thread : NULL;
}

static void end(struct uk_thread *thread)
{
	struct numbered *entry = uk_thread_local_of(thread, own);

	if (entry->number)
		*find(entry->number) = entry->next;
}

UK_THREAD_HOOK(number, NULL, end);
