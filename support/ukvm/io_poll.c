/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Polling before sleeping, of monitors with a network: an answer often comes so soon that going to
 * sleep and being woken takes longer than the wait itself. Files are looked at again and again for
 * a time that doubles as long as waits are short, and is nothing after a long one: a guest that is
 * idle uses no CPU. Who is interrupted meanwhile shares its CPU with others, and leaves it to them.
 */
#include "monitor.h"

/* Cycles of the time-stamp counter, some two to four a nanosecond */
#define FIRST (1u << 13)
#define LONGEST (1u << 17)
#define INTERRUPTED (1u << 15) /* between two looks, which take a tenth of that */
#define REST (1ull << 27)      /* then */
#define SHORTEST_WAIT 100000   /* nanoseconds: less is a timer's, not an answer's */

#define CPUS_MOST 8192

static bool is_possible;
static uint32_t length;
static uint64_t rest_until;

/* Whether one of the files is ready. */
static long poll(struct pollfd *fds, unsigned int count)
{
	const struct timespec at_once = { 0, 0 };
	uint64_t start = __builtin_ia32_rdtsc();
	uint64_t now = start;

	if (!is_possible || now < rest_until)
		return 0;
	while (now - start < length) {
		long ready = sys_ppoll(fds, count, &at_once);
		uint64_t before = now;

		if (ready)
			return ready;
		now = __builtin_ia32_rdtsc();
		if (now - before > INTERRUPTED) {
			rest_until = now + REST;
			break;
		}
	}
	return 0;
}

long wait_for_files(struct pollfd *fds, unsigned int count,
		    const struct timespec *timeout)
{
	uint64_t start = __builtin_ia32_rdtsc();
	bool is_short = timeout && !timeout->seconds &&
			timeout->nanoseconds < SHORTEST_WAIT;
	long ready = is_short ? 0 : poll(fds, count);

	if (!ready)
		ready = sys_ppoll(fds, count, timeout);
	if (__builtin_ia32_rdtsc() - start > LONGEST)
		length = 0;
	else if (!is_short && length < LONGEST)
		length = length ? 2 * length : FIRST;
	return ready;
}

/* With one CPU, whoever is to answer would wait for it. */
SETUP static void start(struct ukvm_boot *boot)
{
	uint64_t cpus[CPUS_MOST / 64];
	long bytes = SYSTEM_3(__NR_sched_getaffinity, 0, sizeof(cpus), cpus);
	unsigned int count = 0;

	(void)boot;
	for (long i = 0; i < bytes / 8; i++)
		for (uint64_t word = cpus[i]; word; word &= word - 1)
			count++;
	is_possible = count > 1;
}

MODULE = {
	.name = "io_poll",
	.start = start,
};
