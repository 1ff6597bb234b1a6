/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Time: the date at the start, the clock where the guest's counter is no clock, and waiting.
 */
#include "monitor.h"

#define NANOSECONDS 1000000000ull
#define FILES_MOST UKVM_DEVICES_MOST /* of modules without rings */

static uint64_t now(int clock)
{
	struct timespec time = { 0, 0 };

	sys_clock_gettime(clock, &time);
	return (uint64_t)time.seconds * NANOSECONDS + (uint64_t)time.nanoseconds;
}

static void start(struct ukvm_boot *boot)
{
	boot->wall = now(CLOCK_REALTIME);
}

static int read_clock(const struct call *call)
{
	struct ukvm_clock *clock =
		call_memory(call->first, sizeof(*clock), UKVM_WRITE);

	clock->monotonic = now(CLOCK_MONOTONIC);
	clock->wall = now(CLOCK_REALTIME);
	return 0;
}

/* The devices' files that the guest's mask names, and those that stand for no one device. */
static unsigned int collect(struct pollfd *fds, unsigned int *bits,
			    uint64_t mask)
{
	unsigned int count = 0;
	unsigned int index = 0;

	FOR_EACH (modules, module) {
		unsigned int bit = module->is_device ? 1u << index++ : 0;
		int fd = module->wait_fd ? module->wait_fd() : -1;

		if (fd >= 0 && (mask & bit) == bit) {
			fds[count] = (struct pollfd){ fd, POLLIN, 0 };
			bits[count++] = bit;
		}
	}
	return count;
}

/* Of monitors with rings (io.c) */
__attribute__((weak)) bool io_serve(void)
{
	return false;
}

__attribute__((weak)) unsigned int io_files(struct pollfd *fds)
{
	(void)fds;
	return 0;
}

/* Of monitors with a network (io_poll.c) */
__attribute__((weak)) long wait_for_files(struct pollfd *fds,
					  unsigned int count,
					  const struct timespec *timeout)
{
	return sys_ppoll(fds, count, timeout);
}

static int wait(const struct call *call)
{
	bool has_news = io_serve();
	uint64_t wait = has_news ? 0 : call->first;
	struct timespec timeout = { (int64_t)(wait / NANOSECONDS),
				    (int64_t)(wait % NANOSECONDS) };
	struct pollfd fds[FILES_MOST + UKVM_DEVICES_MOST];
	unsigned int bits[FILES_MOST];
	unsigned int count = collect(fds, bits, call->second);
	unsigned int of_rings = has_news ? 0 : io_files(fds + count);
	unsigned int ready = 0;

	if (has_news && !count)
		return 0;
	if (wait_for_files(fds, count + of_rings,
			   wait == UKVM_FOREVER ? NULL : &timeout) > 0)
		for (unsigned int i = 0; i < count; i++)
			ready |= fds[i].revents ? bits[i] : 0;
	if (of_rings)
		io_serve();
	return (int)ready;
}

CALLS = {
	{ UKVM_CALL_CLOCK, read_clock },
	{ UKVM_CALL_WAIT, wait },
};

SYSTEM_CALLS = { __NR_clock_gettime, __NR_ppoll };

MODULE = {
	.name = "clock",
	.start = start,
};
